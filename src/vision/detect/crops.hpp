#pragma once
// Where to look closely: squares around what moves.

#include <opencv2/core/types.hpp>
#include <optional>
#include <span>
#include <vector>

#include "frame/result.hpp"

namespace framewake {

/// Who looks at the crops, and how many there may be.
struct CropRules {
  /// The shorter side of what a network gets, pixels: every look costs it the same, however large the crop is. 0: a look costs
  /// as much as the crop has pixels.
  int network = 0;
  std::size_t most = 4;  ///< at least 1
};

/// Squares (narrower only where the picture is) around the regions, with as much again around each, of at least 4/5 of what
/// the network gets, or of 256 pixels without one. Two become one where that costs less: without a network where they share
/// much; with one wherever it is still shown everything in them at a longer side of 32 pixels or more, or not reduced at
/// all. So one look at the whole picture takes the place of many where that sees as much. All within the picture.
std::vector<cv::Rect> crops_around(std::span<const Box> regions, cv::Size picture, const CropRules& rules);

/// The box reaches the edge of `place` (or nearly: networks place edges to a few pixels), beyond which the picture goes on.
bool is_cut(const cv::Rect2f& box, const cv::Rect& place, cv::Size picture);

/// The part of the box that lies within the picture, in whole pixels; nothing when none does.
std::optional<Box> box_within(const cv::Rect2f& box, cv::Size picture);

}  // namespace framewake
