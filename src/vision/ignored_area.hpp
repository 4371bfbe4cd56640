#pragma once
// Ignored polygons as a mask over a picture, drawn once and kept.

#include <opencv2/core/mat.hpp>
#include <span>
#include <vector>

#include "base/geometry.hpp"
#include "frame/view.hpp"

namespace framewake {

/// Written as fractions of the picture's width and height, not in pixels.
bool is_relative(const Polygon& polygon);
bool any_in_pixels(std::span<const Polygon> polygons);

/// The polygon in pixels of a frame of this size, whichever way it was written (base/geometry.hpp).
Polygon in_pixels(const Polygon& polygon, int width, int height);

/// The same in pixels of the picture as the stages see it. May lie outside of it.
Polygon in_view(const Polygon& polygon, const View& view);

/// Whether the polygon or line, in pixels, can have anything of a picture of this size in it.
bool reaches_into(const Polygon& polygon, int width, int height);

/// What the outline encloses, in square units of its coordinates; parts that it goes around in the opposite sense cancel.
double area_of(const Polygon& polygon);

/// Whether anything lies inside of it. Outlines may cross themselves, as contains() counts: a bow-tie has two insides.
bool encloses_an_area(const Polygon& polygon);

/// Whether the point lies in the polygon, both in pixels of the frame; on its outline may be either.
bool contains(const Polygon& polygon, const Point& point);

/// Thread-bound. Draws anew only when the polygons or the size change.
class IgnoredArea {
 public:
  /// CV_8UC1, one pixel per `scale` × `scale` pixels of the frame (rounded up), 255 where one of these is touched by one of
  /// the polygons, in pixels of the frame: by its inside (as contains() tells it) or its outline, also of a part that is
  /// thinner than a pixel; what only meets the edge of a pixel does not touch it. Else 0. Empty when there are no
  /// polygons. Valid until the next call. Coordinates outside of the frame are fine.
  const cv::Mat& draw(std::span<const Polygon> polygons, int width, int height, int scale);

 private:
  std::vector<Polygon> polygons_;
  int width_ = 0;
  int height_ = 0;
  int scale_ = 0;
  cv::Mat mask_;
};

}  // namespace framewake
