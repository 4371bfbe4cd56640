#include "vision/motion/local_light.hpp"

#include <algorithm>
#include <array>
#include <cmath>

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
    const float off = static_cast<float>(gray[i]) - (usual.background[i] * light.gain + light.offset);
    explained += std::abs(off) <= usual.tolerance ? 1 : 0;
  }
  return explained >= enough * tried;
}

}  // namespace

bool LocalLight::take_back(std::span<std::uint8_t> gray, const Usual& usual, Light light) {
  gains_.clear();
  columns_ = usual.width / side;
  rows_ = static_cast<int>(gray.size()) / usual.width / side;
  if (columns_ < 2 || rows_ < 2 || is_explained(gray, usual, light)) return false;
  squares_.clear();
  spreading_.clear();
  for (int row = 0; row < rows_; ++row)
    for (int column = 0; column < columns_; ++column) {
      squares_.push_back(look(gray, usual, column, row));
      if (squares_.back().state == known) spreading_.push_back(squares_.size() - 1);
    }
  if (!much_is_relit()) return false;
  carry_on();
  widen_at_edges();
  fill();
  apply(gray, usual);
  return true;
}

LocalLight::Square LocalLight::look(std::span<const std::uint8_t> gray, const Usual& usual, int column, int row) const {
  const int height = static_cast<int>(gray.size()) / usual.width;
  const int left = column * side;
  const int top = row * side;
  const int right = column + 1 == columns_ ? usual.width : left + side;
  const int bottom = row + 1 == rows_ ? height : top + side;
  PairSums across, down;
  // Of every other pixel, like the black squares of a chessboard; a square has less than four times the pixels.
  std::array<float, std::size_t{2} * side * side> gains;
  std::size_t count = 0;
  const auto w = static_cast<std::size_t>(usual.width);
  float steepest = 0;
  const auto add = [&](PairSums& sums, std::size_t i, std::size_t j) {
    const float before = usual.background[j] - usual.background[i];
    const auto now = static_cast<float>(gray[j] - gray[i]);
    sums.add(before, now);
    steepest = std::max(steepest, std::abs(now - before));
  };
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * w + static_cast<std::size_t>(x);
      if (usual.ignored[i] != 0) continue;
      // Those between this square and the next ones too, so that no edge is overlooked.
      if (x + 1 < usual.width) add(across, i, i + 1);
      if (y + 1 < height) add(down, i, i + w);
      if ((x + y) % 2 == 0) gains[count++] = static_cast<float>(gray[i]) / std::max(usual.background[i], 1.F);
    }
  Square square;
  if (count < side) return square;
  const auto middle = gains.begin() + static_cast<std::ptrdiff_t>(count / 2);
  std::nth_element(gains.begin(), middle, gains.begin() + static_cast<std::ptrdiff_t>(count));
  square.gain = *middle;
  if (square.gain < least_gain || square.gain > most_gain) return square;
  switch (texture_of(across.varying() + down.varying(), usual.noise, lost_texture)) {
    case Texture::background: square.state = known; break;
    case Texture::none:
      if (steepest <= hard_edge + hard_edge_noise * usual.noise)
        square.state = std::abs(square.gain - 1) <= noteworthy ? known : plain;
      break;
    case Texture::other: break;
  }
  return square;
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

bool LocalLight::much_is_relit() const {
  const auto relit = std::count_if(squares_.begin(), squares_.end(), [](const Square& s) {
    return s.state == known && std::abs(s.gain - 1) > noteworthy;
  });
  return static_cast<double>(relit) >= least_relit * static_cast<double>(squares_.size());
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

/// The bounds at a place between the middles of four squares.
LocalLight::Square LocalLight::between(float u, float v) const {
  const auto part = [](float place, int count) {
    const float p = std::clamp(place / side - 0.5F, 0.F, static_cast<float>(count - 1));
    const auto whole = std::min(static_cast<std::size_t>(p), static_cast<std::size_t>(count - 2));
    return std::pair(whole, p - static_cast<float>(whole));
  };
  const auto [column, right] = part(u, columns_);
  const auto [row, down] = part(v, rows_);
  const Square* above = &squares_[row * static_cast<std::size_t>(columns_) + column];
  const Square* below = above + columns_;
  const auto mix = [&, across = right, along = down](float Square::*of) {
    const float a = above[0].*of + across * (above[1].*of - above[0].*of);
    const float b = below[0].*of + across * (below[1].*of - below[0].*of);
    return a + along * (b - a);
  };
  return {.state = known, .least = mix(&Square::least), .most = mix(&Square::most)};
}

void LocalLight::apply(std::span<std::uint8_t> gray, const Usual& usual) {
  gains_.resize(gray.size());
  const auto w = static_cast<std::size_t>(usual.width);
  for (std::size_t i = 0; i < gray.size(); ++i) {
    const std::size_t x = i % w;
    const std::size_t y = i / w;
    const Square light = between(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F);
    const float should = usual.background[i];
    const auto now = static_cast<float>(gray[i]);
    const float lit = std::clamp(now, light.least * should, light.most * should);
    gains_[i] = should > 1 ? lit / should : 1;
    gray[i] = static_cast<std::uint8_t>(std::clamp(should + now - lit + 0.5F, 0.F, 255.F));
  }
}

}  // namespace framewake
