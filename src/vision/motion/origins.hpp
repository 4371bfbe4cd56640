#pragma once
// Where what differs from the background was first seen: did it come here, or did it begin here?

#include <cstdint>
#include <span>
#include <vector>

#include "vision/motion/components.hpp"

namespace framewake {

/// Where something was first seen: close to where it is, far from there, or nobody knows.
enum class Origin : std::uint8_t { unknown, here, elsewhere };

/// Follows the changed pixels from picture to picture: a component goes on where it touches one of half a second before or
/// less (before something of its own colour it is not to be seen for a moment), and its new pixels come from where most of the
/// others came from. Thread-bound. Allocates only while pictures grow.
class Origins {
 public:
  /// Nothing differs; also when too much time has passed to tell what goes on where.
  void restart() { from_.clear(); }

  /// Once for each picture. `marks`: those in which `finder` has found its components; `width` in pixels; `dt` in seconds.
  void follow(const ComponentFinder& finder, std::span<const std::uint8_t> marks, int width, float dt);

  /// Of most of the component. Close is in its box, or hardly beside it; far is a sixth of the picture's shorter side away.
  Origin of(std::size_t component) const { return origins_[component]; }
  /// Whether this pixel of the component belongs to what came from far away; its other pixels may not.
  bool came(std::size_t pixel, const Component& component) const;

 private:
  /// Boyer and Moore's majority vote, one per component.
  struct Vote {
    std::int32_t origin = 0;
    int lead = 0;
    void add(std::int32_t origin_of_one);
  };

  bool is_far(const Component& component, std::int32_t origin) const;

  int width_ = 0;
  int far_ = 0;    ///< pixels
  float now_ = 0;  ///< seconds since the restart, or since some later moment
  std::vector<std::int32_t>
      from_;  ///< per pixel, 1 + the pixel in the middle of what it began as; 0 never marked, -1 unknown
  std::vector<float> marked_;  ///< when each pixel was last marked
  std::vector<Vote> votes_;
  std::vector<Origin> origins_;  ///< per component
};

}  // namespace framewake
