#include "output/reply_sink.hpp"

#include "output/result_json.hpp"

namespace framewake {
namespace {

bool from_somebody(const EncodedFrame& frame) {
  return frame.reply_to.connection != 0;
}

/// Whoever sent it has had an answer that it was processed.
bool answered(const EncodedFrame& frame) {
  return !from_somebody(frame) || frame.first_look;
}

}  // namespace

void ReplySink::processed(const EncodedFrame& frame, const Result& result) {
  if (!from_somebody(frame) || !frame.reply_to.results) return;
  if (frame.first_look)
    return port_.answer(frame.reply_to, frame.number, AnswerKind::follow_up, result_json(result, "follow_up"));
  port_.answer(frame.reply_to, frame.number, AnswerKind::result, result_json(result));
}

void ReplySink::rejected(const EncodedFrame& frame, const Rejection& rejection) {
  if (answered(frame)) return;
  port_.answer(frame.reply_to, frame.number, AnswerKind::rejected, rejected_json(frame.number, rejection));
}

void ReplySink::expired(const EncodedFrame& frame) {
  if (answered(frame)) return;
  port_.answer(frame.reply_to, frame.number, AnswerKind::expired, expired_json(frame.number));
}

}  // namespace framewake
