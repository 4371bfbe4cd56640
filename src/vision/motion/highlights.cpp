#include "vision/motion/highlights.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <opencv2/core/hal/intrin.hpp>

namespace framewake {
namespace {

constexpr float white = 255;
constexpr float clipped = 250;       ///< what is seen as bright as this may be brighter
constexpr float nearly_white = 240;  ///< a background that is less is no longer what was clipped
constexpr float dark_beside =
    0.75F;  ///< a pixel of which a part is dark has one beside it that is so much of it at most
constexpr float clipped_colour = 225;  ///< yellow is about as bright when red and green are clipped

constexpr std::size_t lanes = 4;

/// Whether so many pixels from here on, where words begin, are as the light makes them, and none is brighter than white.
bool is_plain(const std::uint8_t* gray, const float* background, Light light, float tolerance) {
  const auto all = [](float value) { return cv::v_setall_f32(value); };
  const auto now = cv::v_cvt_f32(cv::v_reinterpret_as_s32(cv::v_load_expand_q(gray)));
  const auto full = cv::v_fma(cv::v_load(background), all(light.gain), all(light.offset));
  return cv::v_check_all((cv::v_absdiff(now, full) <= all(tolerance)) & (full <= all(white)));
}

/// Whose pixels settle() looks at.
struct Lit {
  std::span<const float> background, hidden;
  Light light;
  std::size_t width;

  float full(std::size_t i) const { return (background[i] + hidden[i]) * light.gain + light.offset; }
};

/// A pixel of the small picture that stands for dark ones and white ones is clipped in part, however dark it is; then of
/// those around it one is white in one of the lights, and one is darker.
Clipped clip_mixed(const Lit& lit, std::size_t i) {
  const float mean = lit.background[i] + lit.hidden[i];
  const float full = lit.full(i);
  float before = 0;
  float after = 0;
  float darkest = mean;
  const std::size_t x = i % lit.width;
  const std::size_t row = i - x;
  const std::size_t first = row < lit.width ? row : row - lit.width;
  const std::size_t last = row + lit.width < lit.background.size() ? row + lit.width : row;
  for (std::size_t r = first; r <= last; r += lit.width)
    for (std::size_t j = r + (x == 0 ? 0 : x - 1); j <= r + std::min(x + 1, lit.width - 1); ++j) {
      before = std::max(before, lit.background[j] + lit.hidden[j]);
      darkest = std::min(darkest, lit.background[j]);
      after = std::max(after, lit.full(j));
    }
  const bool at_rim = x == 0 || x + 1 == lit.width || first == row || last == row;  // what is dark may lie outside
  if (darkest > dark_beside * mean && !at_rim) return {full, full};
  if (full > mean && after > white) return {full - full / after * (after - white), full};
  if (full < mean && before >= clipped_colour) return {full, mean};
  return {full, full};
}

}  // namespace

void Highlights::settle(std::span<const std::uint8_t> gray, int width, Light light, float tolerance,
                        std::span<float> background) {
  const bool same = light.gain == 1 && light.offset == 0;
  if (same && hidden_.empty()) return;
  const bool none_hidden = hidden_.empty();
  hidden_.resize(gray.size(), 0);
  const Lit lit{background, hidden_, light, static_cast<std::size_t>(width)};
  bool any = false;
  const auto settle_one = [&](std::size_t i) {
    float& mean = background[i];
    float& hidden = hidden_[i];
    if (mean < nearly_white) hidden = 0;
    const float full = lit.full(i);
    const auto now = static_cast<float>(gray[i]);
    if (hidden == 0 && full <= white && std::abs(now - full) <= tolerance) return;  // nothing to explain
    const auto shows = [&](const Clipped& range) {
      return now >= range.least - tolerance && now <= range.most + tolerance;
    };
    const bool is_background = shows(clip(hidden > 0 ? 0 : mean, full)) || (!same && shows(clip_mixed(lit, i)));
    if (is_background && now < clipped) hidden = 0;
    if (!same) {
      const float shown = is_background ? now : std::min(full, white);
      mean = (shown - light.offset) / light.gain;
      hidden = is_background && now < clipped ? 0 : std::max(full - shown, 0.F);
    }
    any = any || hidden > 0;
  };
  for (std::size_t begin = 0; begin < gray.size(); begin += lanes) {
    const bool whole = begin + lanes <= gray.size();
    if (none_hidden && whole && is_plain(&gray[begin], &background[begin], light, tolerance)) continue;
    for (std::size_t i = begin; i < std::min(begin + lanes, gray.size()); ++i) settle_one(i);
  }
  if (!any) hidden_.clear();
}

}  // namespace framewake
