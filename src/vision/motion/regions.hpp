#pragma once
// The boxes that are reported: in pixels of the frame as sent, near ones merged.

#include <cstddef>
#include <span>
#include <vector>

#include "frame/result.hpp"
#include "vision/motion/outline.hpp"

namespace framewake {

/// How the small picture maps to the frame: a pixel of it covers `scale` × `scale` pixels of the frame.
struct FrameGeometry {
  int width = 0;  ///< pixels of the frame as sent
  int height = 0;
  int scale = 1;
};

/// To whole pixels of the frame and within it, at least one each way.
Box in_frame(const Outline& outline, FrameGeometry frame);

/// The outlines as boxes within the frame; boxes that overlap or are at most `gap` pixels apart are merged until none
/// are. Largest first, at most `most`.
std::vector<Box> merge_regions(std::span<const Outline> outlines, FrameGeometry frame, int gap, std::size_t most);

}  // namespace framewake
