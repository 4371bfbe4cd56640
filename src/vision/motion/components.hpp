#pragma once
// Connected marked pixels, found with buffers that are used again: two passes and union-find (Rosenfeld and Pfaltz, 1966).

#include <cstdint>
#include <span>
#include <vector>

namespace framewake {

/// A group of marked pixels that touch, diagonally too.
struct Component {
  int left, top, right, bottom;  ///< pixels; right and bottom are the first outside
  int pixels;                    ///< how many are marked
  int strong;                    ///< how many of these with a mark of 2 or more
};

/// Thread-bound. Allocates only while pictures grow.
class ComponentFinder {
 public:
  /// `marks`: row after row, 0 = not marked. The answer is valid until the next call.
  std::span<const Component> find(std::span<const std::uint8_t> marks, int width);

  /// What find() has found last.
  std::span<const Component> found() const noexcept { return components_; }

  /// Which of the found components the pixel belongs to, or -1.
  int component_of(std::size_t pixel) const { return labels_[pixel]; }

 private:
  int root(int label);
  int join(int a, int b);

  std::vector<int> labels_;
  std::vector<int> parents_;
  std::vector<Component> components_;
};

}  // namespace framewake
