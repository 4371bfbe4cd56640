#pragma once
// How the whole picture is shifted against the background: a camera on a mast in the wind, a lorry that passes. Alignment by
// the gradient (Lucas and Kanade, 1981) with Huber's weights (1964) against what moves by itself.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vision/motion/light.hpp"

namespace framewake {

/// By how many pixels of the small picture what is seen has moved, to the right and down.
struct Shift {
  float x = 0;
  float y = 0;
};

/// Thread-bound. Allocates only while pictures grow.
class ShakeFinder {
 public:
  /// The shift under which most of the picture's edges meet the background's again, or {0, 0}: when there is hardly any
  /// (less than an eighth of a pixel), when there are too few edges to tell, and when no single shift explains the picture
  /// better than none, all over the picture. At most eight pixels, and a twelfth of the picture's shorter side. `background` and `ignored`
  /// (0 = looked at) have the size of `gray`.
  Shift fit(std::span<const std::uint8_t> gray, std::span<const float> background,
            std::span<const std::uint8_t> ignored, int width, Light light);

 private:
  struct Area;
  struct Planes;
  struct Step;
  /// A pixel of the background with an edge.
  struct Edge {
    std::size_t at;
    float gx, gy;        ///< gray levels a pixel
    std::uint32_t cell;  ///< of a grid over what is not ignored
  };

  void find_edges(const Planes& planes);
  Step look(const Planes& planes, Shift shift) const;
  Shift coarse_shift(const Planes& planes);
  static bool is_everywhere(const Step& without, const Step& with);

  std::vector<Edge> edges_;
  std::vector<float> columns_, columns_before_, rows_, rows_before_;
};

/// Moves the picture back by the shift, with linear interpolation; what comes in at the border repeats it. `scratch` keeps
/// its memory from call to call.
void take_back(Shift shift, std::vector<std::uint8_t>& gray, int width, std::vector<std::uint8_t>& scratch);

}  // namespace framewake
