#pragma once
// How a frame is shown to the stages: cropped, reduced, turned. And the way back.

#include <cstdint>

#include "base/geometry.hpp"
#include "frame/result.hpp"

namespace framewake {

/// A turn by quarters and a mirror, taken apart: first the picture as sent is mirrored, then its axes are exchanged.
/// A quarter turn clockwise is {mirror_y, swap}, half a turn {mirror_x, mirror_y}.
struct Turn {
  bool mirror_x = false;  ///< left and right of the picture as sent
  bool mirror_y = false;  ///< its top and bottom
  bool swap = false;      ///< then its columns become rows

  bool is_none() const noexcept { return !mirror_x && !mirror_y && !swap; }
  /// Writing becomes mirror writing: what is on the right of a line is on its left afterwards.
  bool is_mirror_image() const noexcept { return (mirror_x != mirror_y) != swap; }
  bool operator==(const Turn&) const = default;
};

/// The turn that an EXIF orientation asks for; none for numbers other than 2 to 8.
Turn turn_of_exif(int orientation) noexcept;
/// First one, then the other.
Turn then(Turn first, Turn second) noexcept;

/// What the stages see of frames of one size. Its pixels are those of `crop`, reduced, then turned.
class View {
 public:
  View() = default;
  /// All of a frame of width × height (each at least 1), as sent.
  View(int width, int height) noexcept : View(width, height, {0, 0, width, height}, 1, {}) {}
  /// `crop` of it (what lies outside of the frame is cut off; at least one pixel stays), at 1/`denominator` (1, 2, 4 or 8).
  /// So that it can be had of every decoded form, the crop is widened to whole blocks of 8 × 8 pixels, as JPEGs are made of
  /// them; where an axis is mirrored, up to 7 columns or rows at the frame's right or lower edge that are no whole
  /// block are left out.
  View(int width, int height, const Box& crop, int denominator, Turn turn) noexcept;

  int sent_width() const noexcept { return sent_width_; }
  int sent_height() const noexcept { return sent_height_; }
  /// In pixels of the frame as sent. x and y are multiples of 8.
  const Box& crop() const noexcept { return crop_; }
  int denominator() const noexcept { return denominator_; }
  const Turn& turn() const noexcept { return turn_; }
  /// Of the picture that the stages see, in its pixels; at least 1.
  int width() const noexcept { return turn_.swap ? reduced(crop_[3]) : reduced(crop_[2]); }
  int height() const noexcept { return turn_.swap ? reduced(crop_[2]) : reduced(crop_[3]); }

  /// The frame as sent.
  bool is_plain() const noexcept { return covers_all() && denominator_ == 1 && turn_.is_none(); }
  bool covers_all() const noexcept { return crop_ == Box{0, 0, sent_width_, sent_height_}; }

  /// From pixels of the frame as sent to pixels of the view; may lie outside of it.
  Point seen(const Point& sent) const noexcept;
  /// From pixels of the view to pixels of the frame as sent: within `crop`, at least one pixel wide and high.
  Box sent(const Box& seen) const noexcept;
  /// The same for all boxes of the result, and for lengths in its decisions.
  void to_sent(Result& result) const;

  /// 0 for plain views; others differ where their views do (but for one in 2⁶⁴).
  std::uint64_t key() const noexcept;
  bool operator==(const View&) const = default;

 private:
  int reduced(int length) const noexcept { return (length + denominator_ - 1) / denominator_; }

  int sent_width_ = 1;
  int sent_height_ = 1;
  Box crop_{0, 0, 1, 1};
  int denominator_ = 1;
  Turn turn_;
};

}  // namespace framewake
