#include "vision/motion/local_light.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "vision/motion/highlights.hpp"
#include "vision/motion/texture.hpp"

namespace framewake {
namespace {

constexpr int side = 8;                   ///< of a square, in pixels; the last ones are larger
constexpr std::size_t most_tried = 2048;  ///< pixels, to tell whether there is anything to explain
constexpr double enough = 0.92;           ///< share of these that the light of the whole explains: there is not
constexpr float lost_texture = 0.15F;     ///< share of a square's squared differences that need not be the background's
constexpr float hard_edge = 4;            ///< an edge of a thing is at least so many gray levels high …
constexpr float hard_edge_noise = 6;      ///< … and so many times the noise more; that of a light is softer
constexpr float noteworthy = 0.04F;       ///< a gain nearer to 1 is none
constexpr double least_relit = 0.05;      ///< share of the squares that must show their texture in another light
constexpr float most_step = 0.35F;        ///< by so much the light on squares side by side may differ, as a share
constexpr float bend = 0.1F;  ///< off a straight line between its neighbours by so much, as a share: an edge is there
constexpr float wide = 0.3F;  ///< bounds so far apart are those of an edge

bool is_explained(std::span<const std::uint8_t> gray, const LocalLight::Usual& usual, Light light) {
  const std::size_t step = gray.size() <= most_tried ? 1 : (gray.size() / most_tried + 1) | 1U;
  int tried = 0;
  int explained = 0;
  for (std::size_t i = 0; i < gray.size(); i += step) {
    if (usual.ignored[i] != 0) continue;
    ++tried;
    const float mean = usual.background[i];
    const float full = mean * light.gain + light.offset;
    const auto now = static_cast<float>(gray[i]);
    if (std::abs(now - full) <= usual.tolerance) {
      ++explained;
      continue;
    }
    const auto [least, most] = clip(mean, full);
    explained += now >= least - usual.tolerance && now <= most + usual.tolerance ? 1 : 0;
  }
  return explained >= enough * tried;
}

}  // namespace

bool LocalLight::take_back(std::span<std::uint8_t> gray, const Usual& usual, Light light) {
  gains_.clear();
  width_ = usual.width;
  height_ = static_cast<int>(gray.size()) / usual.width;
  columns_ = width_ / side;
  rows_ = height_ / side;
  if (columns_ < 2 || rows_ < 2 || is_explained(gray, usual, light)) return false;
  if (!find_relit(gray, usual)) return false;
  look_at_usual(gray, usual);
  carry_on();
  widen_at_edges();
  fill();
  apply(gray, usual);
  return true;
}

LocalLight::Area LocalLight::area(std::size_t square) const {
  const int column = static_cast<int>(square) % columns_;
  const int row = static_cast<int>(square) / columns_;
  const int left = column * side;
  const int top = row * side;
  return {left, top, column + 1 == columns_ ? width_ : left + side, row + 1 == rows_ ? height_ : top + side};
}

/// Every other pixel of those that are looked at, like the black squares of a chessboard.
template <class Visit>
void LocalLight::for_each_other(const Usual& usual, const Area& area, Visit visit) const {
  for (int y = area.top; y < area.bottom; ++y) {
    const std::size_t row = static_cast<std::size_t>(y) * static_cast<std::size_t>(width_);
    for (int x = area.left + ((area.left + y) % 2); x < area.right; x += 2) {
      const std::size_t i = row + static_cast<std::size_t>(x);
      if (usual.ignored[i] == 0) visit(i);
    }
  }
}

/// Whether the square's usual pixel is about as bright as ever, without saying how bright it is.
LocalLight::Brightness LocalLight::brightness(std::span<const std::uint8_t> gray, const Usual& usual,
                                              const Area& area) const {
  int seen = 0;
  int darker = 0;
  int brighter = 0;
  for_each_other(usual, area, [&](std::size_t i) {
    ++seen;
    const float before = std::max(usual.background[i], 1.F);
    darker += static_cast<float>(gray[i]) < (1 - noteworthy) * before ? 1 : 0;
    brighter += static_cast<float>(gray[i]) > (1 + noteworthy) * before ? 1 : 0;
  });
  if (seen < side) return Brightness::unseen;
  return darker <= seen / 2 && brighter < seen - seen / 2 ? Brightness::usual : Brightness::another;
}

/// Of its usual pixel; between the steps of a histogram on a straight line.
float LocalLight::median_gain(std::span<const std::uint8_t> gray, const Usual& usual, const Area& area) const {
  constexpr int steps = 64;  // of a gain of 1
  constexpr int most = 4;    // beyond most_gain
  std::array<std::uint8_t, std::size_t{steps} * most> histogram{};
  int seen = 0;
  for_each_other(usual, area, [&](std::size_t i) {
    const float ratio = static_cast<float>(gray[i]) * steps / std::max(usual.background[i], 1.F);
    ++histogram[std::min(static_cast<std::size_t>(ratio), histogram.size() - 1)];
    ++seen;
  });
  const int middle = seen / 2;
  int below = 0;
  std::size_t step = 0;
  while (below + histogram[step] <= middle) below += histogram[step++];
  const float within = (static_cast<float>(middle - below) + 0.5F) / static_cast<float>(histogram[step]);
  return (static_cast<float>(step) + within) / steps;
}

LocalLight::State LocalLight::texture(std::span<const std::uint8_t> gray, const Usual& usual, const Area& area,
                                      float gain) const {
  if (gain < least_gain || gain > most_gain) return other;
  PairSums across;
  PairSums down;
  const auto w = static_cast<std::size_t>(width_);
  float steepest = 0;
  const auto add = [&](PairSums& sums, std::size_t i, std::size_t j) {
    const float before = usual.background[j] - usual.background[i];
    const auto now = static_cast<float>(gray[j] - gray[i]);
    sums.add(before, now);
    steepest = std::max(steepest, std::abs(now - before));
  };
  for (int y = area.top; y < area.bottom; ++y)
    for (int x = area.left; x < area.right; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * w + static_cast<std::size_t>(x);
      if (usual.ignored[i] != 0) continue;
      // Those between this square and the next ones too, so that no edge is overlooked.
      if (x + 1 < width_) add(across, i, i + 1);
      if (y + 1 < height_) add(down, i, i + w);
    }
  switch (texture_of(across.varying() + down.varying(), usual.noise, lost_texture)) {
    case Texture::background: return known;
    case Texture::none:
      if (steepest > hard_edge + hard_edge_noise * usual.noise) return other;
      return std::abs(gain - 1) <= noteworthy ? known : plain;
    case Texture::other: break;
  }
  return other;
}

/// Looks at the squares that are brighter or darker than usual, and tells whether enough of them show their texture: most
/// pictures that differ from the background are not in another light, and end here.
bool LocalLight::find_relit(std::span<const std::uint8_t> gray, const Usual& usual) {
  const auto count = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
  const double enough_relit = least_relit * static_cast<double>(count);
  squares_.assign(count, {});
  brightness_.resize(count);
  for (std::size_t i = 0; i < count; ++i) brightness_[i] = brightness(gray, usual, area(i));
  if (static_cast<double>(std::count(brightness_.begin(), brightness_.end(), Brightness::another)) < enough_relit)
    return false;
  int relit = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (brightness_[i] != Brightness::another) continue;
    Square& square = squares_[i];
    square.gain = median_gain(gray, usual, area(i));
    square.state = texture(gray, usual, area(i), square.gain);
    relit += square.state == known ? 1 : 0;
  }
  return relit >= enough_relit;
}

void LocalLight::look_at_usual(std::span<const std::uint8_t> gray, const Usual& usual) {
  spreading_.clear();
  for (std::size_t i = 0; i < squares_.size(); ++i) {
    Square& square = squares_[i];
    if (brightness_[i] == Brightness::usual) {
      square.gain = median_gain(gray, usual, area(i));
      square.state = texture(gray, usual, area(i), square.gain);
    }
    if (square.state == known) spreading_.push_back(i);
  }
}

void LocalLight::carry_on() {
  const auto c = static_cast<std::size_t>(columns_);
  while (!spreading_.empty()) {
    const std::size_t i = spreading_.back();
    spreading_.pop_back();
    const auto visit = [&](bool inside, std::size_t j) {
      if (!inside || squares_[j].state != plain) return;
      if (std::abs(squares_[j].gain - squares_[i].gain) > most_step * squares_[i].gain) return;
      squares_[j].state = known;
      spreading_.push_back(j);
    };
    visit(i % c > 0, i - 1);
    visit(i % c + 1 < c, i + 1);
    visit(i >= c, i - c);
    visit(i + c < squares_.size(), i + c);
  }
}

/// Where the light does not go straight from square to square, its edge is there: who knows on which pixel.
void LocalLight::widen_at_edges() {
  const auto c = static_cast<std::size_t>(columns_);
  for (std::size_t i = 0; i < squares_.size(); ++i) {
    Square& s = squares_[i];
    s.least = s.most = s.gain;
    if (s.state != known) continue;
    const auto widen = [&](bool has_first, std::size_t first, bool has_second, std::size_t second) {
      has_first = has_first && squares_[first].state == known;
      has_second = has_second && squares_[second].state == known;
      const float a = has_first ? squares_[first].gain : s.gain;
      const float b = has_second ? squares_[second].gain : s.gain;
      if (std::abs(a + b - 2 * s.gain) <= 2 * bend * s.gain) return;
      s.least = std::min({s.least, a, b});
      s.most = std::max({s.most, a, b});
    };
    widen(i % c > 0, i - 1, i % c + 1 < c, i + 1);
    widen(i >= c, i - c, i + c < squares_.size(), i + c);
  }
}

/// The eight around a square, as they were in before_.
template <class Visit>
void LocalLight::for_each_around(std::size_t i, Visit visit) const {
  const int x = static_cast<int>(i) % columns_;
  const int y = static_cast<int>(i) / columns_;
  for (int v = std::max(y - 1, 0); v <= std::min(y + 1, rows_ - 1); ++v)
    for (int u = std::max(x - 1, 0); u <= std::min(x + 1, columns_ - 1); ++u)
      if (u != x || v != y)
        visit(before_[static_cast<std::size_t>(v) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(u)]);
}

/// Where the background is not to be seen, the light is anything between that of the squares around.
void LocalLight::fill() {
  for (bool again = true; again;) {
    again = false;
    before_ = squares_;
    for (std::size_t i = 0; i < squares_.size(); ++i) {
      Square& s = squares_[i];
      if (s.state == known) continue;
      for_each_around(i, [&](const Square& n) {
        if (n.state != known) return;
        s.least = s.state == known ? std::min(s.least, n.least) : n.least;
        s.most = s.state == known ? std::max(s.most, n.most) : n.most;
        s.state = known;
        s.filled = true;
        again = true;
      });
    }
  }
  // Its edge may lie at the rim of such a square: the one beside it begins there.
  before_ = squares_;
  for (std::size_t i = 0; i < squares_.size(); ++i) {
    Square& s = squares_[i];
    for_each_around(i, [&](const Square& n) {
      if (!n.filled || n.most - n.least <= wide) return;
      s.least = std::min(s.least, n.least);
      s.most = std::max(s.most, n.most);
    });
  }
}

/// The bounds on the light of each pixel in a row: on straight lines between the middles of the squares.
void LocalLight::mix_rows(int y) {
  const float place = std::clamp((static_cast<float>(y) + 0.5F) / side - 0.5F, 0.F, static_cast<float>(rows_ - 1));
  const auto row = std::min(static_cast<std::size_t>(place), static_cast<std::size_t>(rows_ - 2));
  const float down = place - static_cast<float>(row);
  const auto columns = static_cast<std::size_t>(columns_);
  const Square* above = &squares_[row * columns];
  const Square* below = above + columns;
  for (std::size_t c = 0; c < columns; ++c) {
    column_least_[c] = above[c].least + down * (below[c].least - above[c].least);
    column_most_[c] = above[c].most + down * (below[c].most - above[c].most);
  }
  const auto mix = [&](const std::vector<float>& from, std::vector<float>& to) {
    constexpr std::size_t half = side / 2;
    const std::size_t last = columns * side - half;
    std::fill_n(to.begin(), half, from.front());
    for (std::size_t c = 0; c + 1 < columns; ++c) {
      const float step = (from[c + 1] - from[c]) / side;
      float* out = &to[c * side + half];
      for (int i = 0; i < side; ++i) out[i] = from[c] + (static_cast<float>(i) + 0.5F) * step;
    }
    std::fill(to.begin() + static_cast<std::ptrdiff_t>(last), to.end(), from[columns - 1]);
  };
  mix(column_least_, least_);
  mix(column_most_, most_);
}

void LocalLight::apply(std::span<std::uint8_t> gray, const Usual& usual) {
  const auto w = static_cast<std::size_t>(width_);
  gains_.resize(gray.size());
  least_.resize(w);
  most_.resize(w);
  column_least_.resize(static_cast<std::size_t>(columns_));
  column_most_.resize(static_cast<std::size_t>(columns_));
  for (int y = 0; y < height_; ++y) {
    mix_rows(y);
    const std::size_t row = static_cast<std::size_t>(y) * w;
    const float* background = &usual.background[row];
    std::uint8_t* pixels = &gray[row];
    float* gains = &gains_[row];
    for (std::size_t x = 0; x < w; ++x) {
      const float should = background[x];
      const auto now = static_cast<float>(pixels[x]);
      const float lit = std::min(std::max(now, least_[x] * should), most_[x] * should);
      gains[x] = should > 1 ? lit / should : 1;
      pixels[x] = static_cast<std::uint8_t>(std::clamp(should + now - lit + 0.5F, 0.F, 255.F));
    }
  }
}

}  // namespace framewake
