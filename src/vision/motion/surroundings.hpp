#pragma once
// Whether something fits into the picture around it.

#include <array>
#include <cstddef>
#include <span>

#include "vision/motion/suspect.hpp"

namespace framewake {

/// Which of two belongs to what is around a component: what is seen in it now, or what was there before? What belongs there
/// has the gray levels of its surroundings, and no edge along the component's outline. Texture has edges anywhere, so an
/// edge counts by how much it exceeds those just inside and just outside of it. Thread-bound.
class Surroundings {
 public:
  /// `before`: the background, of as many pixels as the suspect's picture.
  Surroundings(const Suspect& suspect, std::span<const float> before);

  /// From -1, what is seen now belongs there, to 1, what was there before.
  float belongs_before() const;

 private:
  /// How many pixels have each gray level.
  struct Levels {
    std::array<int, 256> count{};
    int all = 0;
    void add(float value);
    /// Earth mover's distance, in gray levels.
    float distance(const Levels& other) const;
  };
  struct Direction {
    int x, y;
  };

  void look_outward(std::size_t i, int x, int y, Direction to);
  bool in_picture(int x, int y) const;
  bool is_own(int x, int y) const;
  std::size_t at(int x, int y) const;

  const Suspect& suspect_;
  std::span<const float> before_;
  Levels inside_now_, inside_before_, outside_;
  float edge_ = 0;    ///< by how much the outline is more of an edge now than it was, summed
  float change_ = 0;  ///< by how much the pixels there have changed
};

}  // namespace framewake
