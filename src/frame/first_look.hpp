#pragma once
// What the stages at the head of a pipeline found, for those that look at the same frame later.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/geometry.hpp"
#include "base/time.hpp"
#include "frame/result.hpp"
#include "frame/view.hpp"

namespace framewake {

/// What a stage `detect` has done in a frame.
struct ObjectLook {
  std::vector<Box> places;           ///< where it has looked, in pixels of the picture as the stages see it
  std::vector<DetectedObject> seen;  ///< all that its model made out there, doubles too, whether it counts or not
  /// Whether its model finds things of this label at all; empty: none. Valid as long as this is; thread-safe.
  std::function<bool(const std::string& label)> finds = {};
};

/// A track that has its number in this frame, and where it was before it had one: anybody's way begins where he was first seen.
struct NewTrack {
  std::uint64_t number = 0;
  std::vector<std::pair<TimePoint, Box>> path;  ///< oldest first, without this frame; pixels as the stages see it
};

/// What the stages have found. All in pixels of the picture as the stages have seen it. Goes with a frame from the
/// processor thread that has answered it to the one on which the rest of the pipeline runs.
struct FirstLook {
  View view;
  std::uint64_t session = 0;
  std::uint64_t generation = 0;  ///< of the configuration that the first part was made from (Result::generation)
  std::optional<MotionResult> motion;
  std::optional<std::vector<DetectedObject>> objects;
  std::optional<PrivacyResult> privacy;  ///< of the first part; this in pixels of the frame as sent
  std::vector<ObjectLook> looks;
  std::vector<DetectedObject> faint;                   ///< nearly objects (StageFrame::faint)
  std::vector<Polygon> ignored;                        ///< taken out by stages `mask`
  std::optional<std::vector<std::uint64_t>> followed;  ///< tracks that are not given up (StageFrame::followed)
  std::vector<NewTrack> new_tracks;
  bool looks_for_objects = false;  ///< some stage of the first part looks for objects, though perhaps not in this frame
  bool ended = false;              ///< a gate has ended the pipeline: there is nothing to look at
};

}  // namespace framewake
