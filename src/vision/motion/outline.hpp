#pragma once
// Where a moving thing ends, to fractions of a pixel of the small picture: by coverage, as anti-aliased edges are drawn (our
// own; tests/bench/accuracy says what it brings).

#include <span>
#include <vector>

#include "vision/motion/suspect.hpp"

namespace framewake {

/// In pixels of the small picture: right and bottom are the first outside.
struct Outline {
  float left, top, right, bottom;
};

/// Thread-bound. Allocates only while pictures grow.
class OutlineFinder {
 public:
  /// The box of the component without its fringe: columns and rows at its ends that differ much less from the background
  /// than its usual ones do (a soft shadow, a trail, a twig) are left out, and of the last that stays, which the thing
  /// covers in part, only so much as it differs. `background` as large as the picture, in the same light. Lies within the
  /// component's box and is never empty.
  Outline find(const Suspect& suspect, std::span<const float> background);

 private:
  std::vector<float> columns_, rows_, sorted_;
};

}  // namespace framewake
