#pragma once
// Takes out of a picture what nobody may see.

#include <opencv2/core/mat.hpp>

#include "frame/result.hpp"

namespace framewake {

/// `bgr`: CV_8UC3, of the size of the frame that `privacy` was found in. Afterwards nothing of it depends on the pixels of
/// the hidden areas but the means of whole squares, where the style is pixelate. A polygon hides every pixel that it
/// touches, and one or two more around it; one that crosses itself everything that it goes around.
/// Squares lie on a grid of the picture's own, so that an area that moves shows no more than one that stays; all squares that
/// an area touches are hidden whole. Where nothing may be shown everything is black. Throws cv::Exception or std::bad_alloc when
/// there is no memory; `bgr` is then hidden in part only, and must not be shown.
void hide(cv::Mat& bgr, const PrivacyResult& privacy);

}  // namespace framewake
