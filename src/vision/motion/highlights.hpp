#pragma once
// What a camera clips: a part of the picture that is too bright for it is white, whatever there is. When the light grows,
// highlights stay behind it; when it goes, they come back brighter than a white background would.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "vision/motion/light.hpp"

namespace framewake {

/// Gray levels between which a pixel may show its background in another light, for the camera clips.
struct Clipped {
  float least, most;
};

/// `mean`: its background. `full`: what the light would make of that if nothing were clipped.
inline Clipped clip(float mean, float full) {
  constexpr float white = 255;
  constexpr float bright = 200;          // a pixel of the small picture as bright as this may have clipped ones in it
  constexpr float clipped_colour = 225;  // yellow is about as bright when red and green are clipped
  constexpr float most_behind =
      0.5F;  // of what would be brighter than that: such a pixel stays so far behind the light
  const float should = full < white ? full : white;
  const float behind = full > bright && full > mean ? std::min((full - bright) * most_behind, full - mean) : 0;
  // A white pixel was at least as bright as white, one of a colour in that colour: by how much more nobody knows.
  const float ahead =
      mean > bright && full < mean ? std::min((mean - bright) / (clipped_colour - bright), 1.F) * (mean - full) : 0;
  return {should - behind, should + ahead};
}

/// Thread-bound. Allocates only while pictures grow.
class Highlights {
 public:
  /// Nothing is known to be clipped.
  void restart() { hidden_.clear(); }

  /// Where `gray` under `light` is what the background may be, clipped, the background becomes what that light makes of it, so
  /// that it does not differ. `background`: gray levels, as large as `gray`. `tolerance`: in gray levels, what a pixel may be
  /// off and still be the background.
  void settle(std::span<const std::uint8_t> gray, int width, Light light, float tolerance, std::span<float> background);

 private:
  std::vector<float>
      hidden_;  ///< gray levels by which each pixel's background is brighter than white; empty: all unknown
};

}  // namespace framewake
