#pragma once
// Light that changes in a part of the picture only: the shadow of a cloud, a lamp in a corner. The picture is divided into
// squares; where one still shows the texture of its background, the light there is known, and it is carried on to squares
// without a texture.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vision/motion/light.hpp"

namespace framewake {

/// Thread-bound. Allocates only while pictures grow.
class LocalLight {
 public:
  /// What the picture is compared with; planes as large as the picture, row after row.
  struct Usual {
    std::span<const float> background;
    std::span<const std::uint8_t> ignored;  ///< 0: looked at
    int width;
    float tolerance;  ///< gray levels by which a pixel may differ and still be the background
    float noise;      ///< the usual pixel's mean deviation, in gray levels
  };

  /// Where `light` of the whole does not explain the picture, but other lights on parts of it do: shows `gray` as it would be
  /// in the light of the background, and returns true. What differs for other reasons keeps its difference, in gray levels.
  /// Otherwise changes nothing.
  bool take_back(std::span<std::uint8_t> gray, const Usual& usual, Light light);

  /// The light that the last call took back: each pixel is so many times as bright as usual. Empty when it took none.
  std::span<const float> gains() const noexcept { return gains_; }

 private:
  enum State : std::uint8_t {
    other,
    plain,
    known
  };  ///< no background to be seen; no texture to tell by; its light is known
  struct Square {
    State state = other;
    bool filled = false;        ///< known from its neighbours only
    float gain = 1;             ///< of the usual pixel in it
    float least = 1, most = 1;  ///< the light on its pixels may be anything between
  };
  struct Area {
    int left, top, right, bottom;
  };
  enum class Brightness : std::uint8_t { unseen, usual, another };

  Area area(std::size_t square) const;
  template <class Visit>
  void for_each_other(const Usual& usual, const Area& area, Visit visit) const;
  Brightness brightness(std::span<const std::uint8_t> gray, const Usual& usual, const Area& area) const;
  float median_gain(std::span<const std::uint8_t> gray, const Usual& usual, const Area& area) const;
  State texture(std::span<const std::uint8_t> gray, const Usual& usual, const Area& area, float gain) const;
  bool find_relit(std::span<const std::uint8_t> gray, const Usual& usual);
  void look_at_usual(std::span<const std::uint8_t> gray, const Usual& usual);
  void carry_on();
  void widen_at_edges();
  void fill();
  template <class Visit>
  void for_each_around(std::size_t square, Visit visit) const;
  void mix_rows(int y);
  void apply(std::span<std::uint8_t> gray, const Usual& usual);

  int columns_ = 0;
  int rows_ = 0;
  int width_ = 0;
  int height_ = 0;
  std::vector<Square> squares_, before_;
  std::vector<Brightness> brightness_;             ///< of each square
  std::vector<float> least_, most_;                ///< of each pixel in a row …
  std::vector<float> column_least_, column_most_;  ///< … and in the middles of its squares
  std::vector<std::size_t> spreading_;             ///< squares whose neighbours are to be looked at
  std::vector<float> gains_;
};

}  // namespace framewake
