#include "output/decision_sink.hpp"

#include <string>

namespace framewake {
namespace {

void record(DecisionLog& log, std::uint64_t frame, TimePoint arrival, const Decision& decision) {
  log.record(frame, arrival, {&decision, 1});
}

}  // namespace

void note_rejected(DecisionBook& book, const CameraId& camera, std::uint64_t frame, TimePoint arrival,
                   const Rejection& rejection) {
  record(book.of(camera), frame, arrival,
         {.reason = Reason::rejected, .name = std::string(to_string(rejection.reason)) + ": " + rejection.detail});
}

void DecisionSink::processed(const EncodedFrame& frame, const Result& result) {
  DecisionLog& log = book_.of(frame.camera);
  if (result.superseded > 0 && !frame.first_look)  // those that were left out beside have had their result
    record(log, frame.number, frame.arrival,
           {.reason = result.rested ? Reason::rested : Reason::superseded,
            .value = static_cast<double>(result.superseded)});
  log.record(frame.number, frame.arrival, result.decisions.all());
}

void DecisionSink::rejected(const EncodedFrame& frame, const Rejection& rejection) {
  if (frame.first_look)
    return record(
        book_.of(frame.camera), frame.number, frame.arrival,
        {.reason = Reason::beside_failed, .name = std::string(to_string(rejection.reason)) + ": " + rejection.detail});
  note_rejected(book_, frame.camera, frame.number, frame.arrival, rejection);
}

void DecisionSink::expired(const EncodedFrame& frame) {
  record(book_.of(frame.camera), frame.number, frame.arrival,
         {.reason = frame.first_look ? Reason::beside_expired : Reason::expired,
          .value = to_seconds(time_.now() - frame.arrival),
          .limit = to_seconds(max_age_(frame.camera))});
}

}  // namespace framewake
