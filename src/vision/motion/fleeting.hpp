#pragma once
// Drops, sparks, glitter: what is there in one picture and not in the next.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vision/motion/suspect.hpp"

namespace framewake {

/// Tells small things that stay for some pictures from those that do not. When such keep appearing (rain, snow), more is asked
/// of everything that is not much larger than they are. Thread-bound. Allocates only while pictures grow.
class Fleeting {
 public:
  void restart();

  /// Once for each picture, `dt` seconds after the one before, before any is_fleeting(): all that differs from the background.
  void begin(std::span<const std::uint8_t> marks, float dt);

  /// Whether the component may be gone in the next picture. Once for each component that is to be judged. `looked_at`: pixels
  /// of the picture that are not ignored.
  bool is_fleeting(const Suspect& suspect, int looked_at);

 private:
  int size_of_drops() const;

  /// Per pixel, in how many pictures that followed one another something was there; empty when the last is too long ago.
  std::vector<std::uint8_t> before_, now_;
  /// By their pixels, how many small things there were in the last seconds that had not been there before. They count less as
  /// they age.
  std::array<float, 128> appeared_{};
  int drop_ = 0;  ///< pixels of a large drop; 0: it does not rain
};

}  // namespace framewake
