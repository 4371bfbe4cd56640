#include "vision/motion/regions.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace framewake {
namespace {

bool near(const Box& a, const Box& b, int gap) {
  return a[0] <= b[0] + b[2] + gap && b[0] <= a[0] + a[2] + gap && a[1] <= b[1] + b[3] + gap &&
         b[1] <= a[1] + a[3] + gap;
}

Box around(const Box& a, const Box& b) {
  const int left = std::min(a[0], b[0]);
  const int top = std::min(a[1], b[1]);
  return {left, top, std::max(a[0] + a[2], b[0] + b[2]) - left, std::max(a[1] + a[3], b[1] + b[3]) - top};
}

std::int64_t size_of(const Box& box) {
  return std::int64_t{box[2]} * box[3];
}

}  // namespace

Box in_frame(const Outline& outline, FrameGeometry frame) {
  const auto scaled = [&](float at, int most) {
    return std::clamp(static_cast<int>(std::lround(at * static_cast<float>(frame.scale))), 0, most);
  };
  const int left = scaled(outline.left, frame.width - 1);
  const int top = scaled(outline.top, frame.height - 1);
  return {left, top, std::max(scaled(outline.right, frame.width) - left, 1),
          std::max(scaled(outline.bottom, frame.height) - top, 1)};
}

std::vector<Box> merge_regions(std::span<const Outline> outlines, FrameGeometry frame, int gap, std::size_t most) {
  std::vector<Box> boxes;
  boxes.reserve(outlines.size());
  for (const Outline& outline : outlines) {
    Box box = in_frame(outline, frame);
    // A merged box may now be near to others: start over with it until nothing is.
    for (std::size_t i = 0; i < boxes.size();) {
      if (!near(box, boxes[i], gap)) {
        ++i;
        continue;
      }
      box = around(box, boxes[i]);
      boxes[i] = boxes.back();
      boxes.pop_back();
      i = 0;
    }
    boxes.push_back(box);
  }
  std::sort(boxes.begin(), boxes.end(),
            [](const Box& a, const Box& b) { return size_of(a) != size_of(b) ? size_of(a) > size_of(b) : a < b; });
  if (boxes.size() > most) boxes.resize(most);
  return boxes;
}

}  // namespace framewake
