#pragma once
// What a model says that it sees.

#include <functional>
#include <opencv2/core/types.hpp>
#include <vector>

namespace framewake {

struct Detection {
  int label = 0;     ///< index into the model's labels
  float score = 0;   ///< 0 to 1
  cv::Rect2f box;    ///< in pixels of whatever picture the function that returns it was given; may reach beyond it
  bool cut = false;  ///< the picture goes on where this ends: there may be more of it, seen elsewhere
};

/// Shared area over united area; 0 for boxes without area.
float overlap_of(const cv::Rect2f& a, const cv::Rect2f& b);

/// Keeps, of all that overlap by more than `limit` (0 to 1) and have the same label, the one with the best score; best
/// first. Looks at the `most` best only, so that a model gone mad costs a bounded time.
std::vector<Detection> without_doubles(std::vector<Detection> all, float limit, std::size_t most = 1000);

/// Without what is cut and lies mostly within something of the same label that is not: half of somebody who is seen whole
/// elsewhere. Only what `counts` by itself takes another's place.
std::vector<Detection> without_halves(std::vector<Detection> all, const std::function<bool(const Detection&)>& counts);

}  // namespace framewake
