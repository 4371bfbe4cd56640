#pragma once
// Where what differs from the background was first seen: did it come here, or did it begin here?

#include <cstdint>
#include <span>
#include <vector>

#include "vision/motion/components.hpp"

namespace framewake {

/// Follows the changed pixels from picture to picture: a component goes on where it touches one of the picture before, and
/// its new pixels come from where most of the others came from. Thread-bound. Allocates only while pictures grow.
class Origins {
 public:
  /// Nothing differs; also when too much time has passed to tell what goes on where.
  void restart() { before_.clear(); }

  /// Once for each picture. `marks`: those in which `finder` has found its components; `width` in pixels.
  void follow(const ComponentFinder& finder, std::span<const std::uint8_t> marks, int width);

  /// Whether most of the component was first seen in its box, or close to it. False when that is not known.
  bool began_here(std::size_t component) const { return began_here_[component] != 0; }

 private:
  /// Boyer and Moore's majority vote, one per component.
  struct Vote {
    std::int32_t origin = 0;
    int lead = 0;
    void add(std::int32_t origin_of_one);
  };

  std::vector<std::int32_t> before_,
      now_;  ///< per pixel, 1 + the pixel in the middle of what it began as; 0 unmarked, -1 unknown
  std::vector<Vote> votes_;
  std::vector<std::uint8_t> began_here_;
};

}  // namespace framewake
