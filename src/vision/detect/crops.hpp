#pragma once
// Where to look closely: squares around what moves.

#include <opencv2/core/types.hpp>
#include <optional>
#include <span>
#include <vector>

#include "frame/result.hpp"

namespace framewake {

/// Squares (narrower only where the picture is) around the regions, with as much again around each, at least `least`
/// pixels wide; those that share much become one, and there are at most `most` (at least 1). All within the picture.
std::vector<cv::Rect> crops_around(std::span<const Box> regions, cv::Size picture, int least, std::size_t most);

/// The box reaches the edge of `place` (or nearly: networks place edges to a few pixels), beyond which the picture goes on.
bool is_cut(const cv::Rect2f& box, const cv::Rect& place, cv::Size picture);

/// The part of the box that lies within the picture, in whole pixels; nothing when none does.
std::optional<Box> box_within(const cv::Rect2f& box, cv::Size picture);

}  // namespace framewake
