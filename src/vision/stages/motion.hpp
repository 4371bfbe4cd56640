#pragma once
// The stage `motion`: what moves, from the cheapest decode.

#include <cstdint>

#include "base/time.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

/// Of the frame's width and height. `automatic`: by the size of the frame, at least 60 rows and columns.
enum class MotionScale : std::uint8_t { automatic, eighth, quarter, half, full };

struct MotionOptions {
  MotionScale scale = MotionScale::automatic;
  double sensitivity = 0.5;
  double smallest = 0.0005;
  milliseconds on_after{200};
  milliseconds off_after{2000};
  milliseconds absorb_after{30'000};
  double lightning = 0.6;
  double merge = 0.002;
  bool gate = false;
  milliseconds warm_up{1000};
  milliseconds relearn_gap{5000};
  double threshold = 0;
  double noise_factor = 6;
  double sway = 1.5;
  milliseconds learn{3000};
};

/// `motion` for the stage table. Adds result.motion; while it learns (warm_up) it reports no motion, and `active` only as
/// off_after lets it fade; with a new session, size or gap `active` is false at once.
StageKind motion_stage();

}  // namespace framewake
