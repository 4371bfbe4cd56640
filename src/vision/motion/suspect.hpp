#pragma once
// A component of the picture that differs from the background, with what is needed to judge it.

#include <cstddef>
#include <cstdint>
#include <span>

#include "vision/motion/components.hpp"

namespace framewake {

struct Suspect {
  const Component& component;
  int label;  ///< in `finder`
  const ComponentFinder& finder;
  std::span<const std::uint8_t> gray;
  int width;  ///< of the picture
};

/// Calls visit(pixel, x, y) for the suspect's own pixels.
template <class Visit>
void for_each_pixel(const Suspect& s, Visit visit) {
  const auto columns = static_cast<std::size_t>(s.width);
  for (int y = s.component.top; y < s.component.bottom; ++y)
    for (int x = s.component.left; x < s.component.right; ++x) {
      const auto pixel = static_cast<std::size_t>(y) * columns + static_cast<std::size_t>(x);
      if (s.finder.component_of(pixel) == s.label) visit(pixel, x, y);
    }
}

}  // namespace framewake
