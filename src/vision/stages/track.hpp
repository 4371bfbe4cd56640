#pragma once
// The stage `track`: which objects are those of the frames before.

#include <cstdint>
#include <memory>

#include "base/time.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

/// `automatic`: objects where a stage detect comes before, else regions of motion.
enum class TrackWhat : std::uint8_t { automatic, objects, motion };

struct TrackOptions {
  TrackWhat what = TrackWhat::automatic;
  milliseconds appear_after{250};
  milliseconds lost_after{1500};
  milliseconds stationary_after{3000};
  double begin_score = 0.6;
  double overlap = 0.15;
  double faint = 0.1;

  bool of_motion = false;  ///< not a key: `what` is motion, or becomes it by the stages before
};

/// `track` for the stage table. Gives result.objects their tracks, and to those that have one the track's
/// own box, which trembles less; without a stage detect, makes result.objects of the
/// regions of motion, with the label "motion".
StageKind track_stage();

}  // namespace framewake
