#pragma once
// Answers whoever sent a frame.

#include "frame/reply.hpp"
#include "output/result_sink.hpp"

namespace framewake {

/// Results go to those who asked for them; that a frame was rejected or expired goes to everybody who sent one, because
/// the port knows which kinds of connection must be told.
class ReplySink final : public ResultSink {
 public:
  /// `port` must outlive this.
  explicit ReplySink(ReplyPort& port) : port_(port) {}

  void processed(const EncodedFrame& frame, const Result& result) override;
  void rejected(const EncodedFrame& frame, const Rejection& rejection) override;
  void expired(const EncodedFrame& frame) override;

 private:
  ReplyPort& port_;
};

}  // namespace framewake
