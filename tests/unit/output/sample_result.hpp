#pragma once
// A result with every part filled in, and its frame.

#include "frame/encoded_frame.hpp"
#include "frame/result.hpp"

namespace framewake::test {

inline CameraId camera(std::string_view name) {
  return CameraId::parse(name).value();
}

inline EncodedFrame sample_frame(std::string_view name = "front", std::uint64_t number = 41,
                                 ReplyTo reply_to = {7, true}) {
  EncodedFrame frame;
  frame.camera = camera(name);
  frame.number = number;
  frame.reply_to = reply_to;
  return frame;
}

inline Result sample_result(std::string_view name = "front") {
  Result result;
  result.camera = camera(name);
  result.frame = 41;
  result.seq = 1234567890123456789U;
  result.superseded = 2;
  result.width = 1280;
  result.height = 720;
  result.times.capture = microseconds(-12);
  result.times.wait = microseconds(85);
  result.times.decode = microseconds(2000);
  result.times.stages = {{"motion", microseconds(700)}, {"detect", microseconds(9000)}};
  result.times.total = milliseconds(12);
  result.completed = TimePoint(std::chrono::hours(1));
  result.reply_to = {7, true};
  result.motion = MotionResult{true, 0.0312345678, {{1, 2, 30, 40}, {5, 6, 7, 8}}};
  result.objects = std::vector<DetectedObject>{{"person", 0.875, {10, 20, 30, 40}, 17, {"door", "yard"}},
                                               {"dog", 0.5, {1, 1, 2, 2}, std::nullopt, {}}};
  return result;
}

}  // namespace framewake::test
