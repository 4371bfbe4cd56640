#pragma once
// What the pipeline found in one frame, with its ledger of times. A part is absent when no stage makes it.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "frame/camera_id.hpp"
#include "frame/reply.hpp"

namespace framewake {

/// x, y, width, height in pixels of the frame as sent; within the frame; width and height at least 1.
using Box = std::array<int, 4>;

struct MotionResult {
  bool active = false;       ///< debounced: on_after and off_after have had their say
  double area = 0;           ///< share of the (unmasked) picture that moves now, 0 to 1
  std::vector<Box> regions;  ///< merged; largest first; what moves now, debounced or not
};

struct DetectedObject {
  std::string label;
  double score = 0;  ///< 0 to 1
  Box box{};
  std::optional<std::uint64_t> track;
  std::vector<std::string> zones;
};

struct StageTime {
  std::string stage;
  Duration spent{};
};

struct ResultTimes {
  std::optional<microseconds> capture;  ///< capture → arrival, where the clock is known
  Duration wait{};                      ///< arrival → taken
  Duration decode{};                    ///< spent decoding, all forms together
  std::vector<StageTime> stages;        ///< spent in each stage without its decoding, in order
  Duration total{};                     ///< arrival → result complete
};

struct Result {
  CameraId camera;
  std::uint64_t frame = 0;
  std::optional<std::uint64_t> seq;
  std::uint64_t superseded = 0;  ///< frames superseded between the result before and this one
  int width = 0;
  int height = 0;
  ResultTimes times;
  TimePoint completed{};
  ReplyTo reply_to;
  std::optional<MotionResult> motion;
  std::optional<std::vector<DetectedObject>> objects;
};

}  // namespace framewake
