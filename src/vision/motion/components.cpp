#include "vision/motion/components.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace framewake {

int ComponentFinder::root(int label) {
  while (parents_[static_cast<std::size_t>(label)] != label) {
    int& parent = parents_[static_cast<std::size_t>(label)];
    parent = parents_[static_cast<std::size_t>(parent)];
    label = parent;
  }
  return label;
}

int ComponentFinder::join(int a, int b) {
  a = root(a);
  b = root(b);
  const int low = std::min(a, b);
  parents_[static_cast<std::size_t>(std::max(a, b))] = low;
  return low;
}

std::span<const Component> ComponentFinder::find(std::span<const std::uint8_t> marks, int width) {
  const auto columns = static_cast<std::size_t>(width);
  const std::size_t rows = columns == 0 ? 0 : marks.size() / columns;
  labels_.assign(marks.size(), -1);
  parents_.clear();
  components_.clear();

  for (std::size_t y = 0; y < rows; ++y) {
    const std::size_t row = y * columns;
    for (std::size_t x = 0; x < columns; ++x) {
      // Most of a picture is quiet: eight pixels at a time.
      std::uint64_t eight = 0;
      while (x + 8 <= columns && (std::memcpy(&eight, &marks[row + x], 8), eight == 0)) x += 8;
      if (x >= columns) break;
      if (marks[row + x] == 0) continue;

      int label = x > 0 ? labels_[row + x - 1] : -1;
      if (y > 0) {
        const std::size_t above = row - columns + x;
        for (std::size_t near = x > 0 ? above - 1 : above; near <= above + (x + 1 < columns ? 1U : 0U); ++near) {
          if (labels_[near] < 0) continue;
          label = label < 0 ? labels_[near] : join(label, labels_[near]);
        }
      }
      if (label < 0) {
        label = static_cast<int>(parents_.size());
        parents_.push_back(label);
      }
      labels_[row + x] = label;
    }
  }

  // Parents come before their children, so one pass numbers the roots and every child finds its root numbered.
  for (std::size_t label = 0; label < parents_.size(); ++label) {
    if (parents_[label] == static_cast<int>(label)) {
      parents_[label] = static_cast<int>(components_.size());
      components_.push_back({width, static_cast<int>(rows), 0, 0, 0, 0});
    } else {
      parents_[label] = parents_[static_cast<std::size_t>(parents_[label])];
    }
  }
  for (std::size_t pixel = 0; pixel < labels_.size(); ++pixel) {
    if (labels_[pixel] < 0) continue;
    labels_[pixel] = parents_[static_cast<std::size_t>(labels_[pixel])];
    Component& component = components_[static_cast<std::size_t>(labels_[pixel])];
    const int x = static_cast<int>(pixel % columns);
    const int y = static_cast<int>(pixel / columns);
    component.left = std::min(component.left, x);
    component.top = std::min(component.top, y);
    component.right = std::max(component.right, x + 1);
    component.bottom = std::max(component.bottom, y + 1);
    ++component.pixels;
    if (marks[pixel] >= 2) ++component.strong;
  }
  return components_;
}

}  // namespace framewake
