#include "vision/motion/shade.hpp"

#include <algorithm>
#include <cmath>

#include "vision/motion/texture.hpp"

namespace framewake {
namespace {

constexpr int reach = 2;             ///< the texture is looked at in a square of so many pixels each way
constexpr float unexplained = 0.1F;  ///< share of the squared differences that need not be the background's
constexpr float as_lit = 0.08F;      ///< by so much the light on two neighbours may differ, as a share

}  // namespace

struct ShadeFinder::Picture {
  std::span<const std::uint8_t> gray;
  std::span<const float> background;
  int width;
  int height;
  float noise;
};

ShadeFinder::State ShadeFinder::look(const Picture& p, int x, int y) {
  const int left = std::max(x - reach, 0);
  const int right = std::min(x + reach, p.width - 1);
  const int top = std::max(y - reach, 0);
  const int bottom = std::min(y + reach, p.height - 1);
  PairSums sums;
  const auto w = static_cast<std::size_t>(p.width);
  const auto add = [&](std::size_t i, std::size_t j) {
    sums.add(p.background[j] - p.background[i], static_cast<float>(p.gray[j] - p.gray[i]));
  };
  for (int v = top; v <= bottom; ++v) {
    const std::size_t row = static_cast<std::size_t>(v) * w;
    for (int u = left; u <= right; ++u) {
      const std::size_t i = row + static_cast<std::size_t>(u);
      if (u < right) add(i, i + 1);
      if (v < bottom) add(i, i + w);
    }
  }
  switch (texture_of(sums, p.noise, unexplained)) {
    case Texture::none: return unknown;
    case Texture::background: return shade;
    case Texture::other: break;
  }
  return thing;
}

Shade ShadeFinder::unmark(std::span<const std::uint8_t> gray, std::span<const float> background, int width, float noise,
                          std::span<std::uint8_t> marks) {
  const int height = static_cast<int>(gray.size()) / width;
  const Picture picture{gray, background, width, height, noise};
  states_.assign(gray.size(), unmarked);
  seeds_.clear();
  parts_.clear();
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i] == 0) continue;
    const int x = static_cast<int>(i) % width;
    const int y = static_cast<int>(i) / width;
    // Every fourth is looked at; the others go with it when they are in the same light.
    states_[i] = x % 2 == 0 && y % 2 == 0 ? look(picture, x, y) : unknown;
    if (states_[i] == shade) seeds_.push_back(i);
  }
  Shade all{0, picture.width, picture.height, 0, 0};
  for (const std::size_t seed : seeds_) {
    if (states_[seed] == told) continue;
    const Shade& part = parts_.emplace_back(spread(picture, marks, seed));
    all.pixels += part.pixels;
    all.left = std::min(all.left, part.left);
    all.top = std::min(all.top, part.top);
    all.right = std::max(all.right, part.right);
    all.bottom = std::max(all.bottom, part.bottom);
  }
  return all;
}

/// What has no texture, or that of the shade's edge, is in the same light as what is beside it when it is as much darker.
Shade ShadeFinder::spread(const Picture& p, std::span<std::uint8_t> marks, std::size_t from) {
  Shade found{0, p.width, p.height, 0, 0};
  const auto w = static_cast<std::size_t>(p.width);
  states_[from] = told;
  spreading_.assign(1, from);
  while (!spreading_.empty()) {
    const std::size_t i = spreading_.back();
    spreading_.pop_back();
    marks[i] = 0;
    const int x = static_cast<int>(i) % p.width;
    const int y = static_cast<int>(i) / p.width;
    ++found.pixels;
    found.left = std::min(found.left, x);
    found.top = std::min(found.top, y);
    found.right = std::max(found.right, x + 1);
    found.bottom = std::max(found.bottom, y + 1);
    const float gain = p.gray[i] / std::max(p.background[i], 1.F);
    const auto visit = [&](bool inside, std::size_t j) {
      if (!inside || states_[j] == unmarked || states_[j] == told) return;
      const float before = p.background[j];
      const float off = p.gray[j] - gain * before;
      const float tolerance = as_lit * before + 2 * p.noise;
      if (states_[j] == shade || std::abs(off) <= tolerance) {
        states_[j] = told;
        spreading_.push_back(j);
      } else if (marks[j] != 0 && (off > 0) == (gain < 1) && (p.gray[j] < before) == (gain < 1)) {
        marks[j] = 0;  // between that light and the old: its edge, which goes through this pixel
      }
    };
    visit(x > 0, i - 1);
    visit(x + 1 < p.width, i + 1);
    visit(y > 0, i - w);
    visit(y + 1 < p.height, i + w);
  }
  return found;
}

}  // namespace framewake
