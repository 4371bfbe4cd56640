#pragma once
// Takes down what was decided about each frame, its fate included, in its camera's log.

#include <cstdint>
#include <functional>
#include <utility>

#include "base/time.hpp"
#include "frame/decision_log.hpp"
#include "output/result_sink.hpp"

namespace framewake {

/// A rejected frame as a decision. `detail` of the rejection is cut to what a decision can hold.
void note_rejected(DecisionBook& book, const CameraId& camera, std::uint64_t frame, TimePoint arrival,
                   const Rejection& rejection);

class DecisionSink final : public ResultSink {
 public:
  /// `max_age`: of a camera, as configured now; thread-safe. `book` and `time` must outlive this.
  DecisionSink(DecisionBook& book, const TimeSource& time, std::function<Duration(const CameraId&)> max_age)
      : book_(book), time_(time), max_age_(std::move(max_age)) {}

  void processed(const EncodedFrame& frame, const Result& result) override;
  void rejected(const EncodedFrame& frame, const Rejection& rejection) override;
  void expired(const EncodedFrame& frame) override;

 private:
  DecisionBook& book_;
  const TimeSource& time_;
  const std::function<Duration(const CameraId&)> max_age_;
};

}  // namespace framewake
