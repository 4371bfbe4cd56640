#pragma once
// What the stages at the head of a pipeline found, for those that look at the same frame later.

#include <vector>

#include "base/geometry.hpp"
#include "frame/result.hpp"
#include "frame/view.hpp"

namespace framewake {

/// All in pixels of the picture as the stages have seen it. Goes with a frame from the processor thread that has answered it to the one on which the rest of the pipeline runs.
struct FirstLook {
  View view;
  std::uint64_t session = 0;
  std::optional<MotionResult> motion;
  std::optional<std::vector<DetectedObject>> objects;
  std::vector<DetectedObject> faint;  ///< nearly objects (StageFrame::faint)
  std::vector<Polygon> ignored;       ///< taken out by stages `mask`
  bool looks_for_objects = false;  ///< some stage of the first part looks for objects, though perhaps not in this frame
  bool ended = false;              ///< a gate has ended the pipeline: there is nothing to look at
};

}  // namespace framewake
