#include "vision/motion/background.hpp"

#include <algorithm>
#include <array>

#include <cmath>
#include <opencv2/core/hal/intrin.hpp>
#include <utility>

namespace framewake {
namespace {

using Lanes = cv::v_float32x4;
constexpr std::size_t block = 16;  ///< pixels done at a time; all rows are padded to it

constexpr float texture_every = 1;  ///< seconds
constexpr float first_deviation = 1.5F;
constexpr float most_deviation = 16;
constexpr float first_worth = 4;       ///< seconds of looking that the first guess of the deviation is worth
constexpr float longest_start = 3600;  ///< seconds after which the start is long ago
constexpr float deviation_learn = 3;   ///< deviations are learnt so many times slower than means
constexpr float from_last =
    3;  ///< noise makes a pixel differ from its mean at most so many times as from the last picture
constexpr float candidate_learn = 0.5F;  ///< seconds
constexpr float forget_quiet = 0.2F;  ///< a candidate loses this share of the time in which the background is seen …
constexpr float forget_other = 4;     ///< … and this much when something else is seen
constexpr float distrusted = 3.5F;    ///< a change for nothing, so many times as large, shall still be none
constexpr float known_for = 4;        ///< what was background once is remembered as if seen so many times absorb_after

// The threshold holds at medium gray; noise and shadows grow with the light that falls on a thing.
constexpr float medium_gray = 128;
constexpr float brightest = 255;
constexpr float always = 0.7F;                 ///< share of the threshold that is there in the dark too
constexpr float with_brightness = 1 - always;  ///< share that grows with brightness
constexpr float full_contrast = 90;  ///< gray levels between the dark and the bright parts of an ordinary picture
constexpr float least_contrast = 0.2F;
constexpr float shade_share = 1.F / 120;  ///< per gray level of threshold, so much darkening is but a faint shadow

float share(float dt, float time_constant) {
  return 1 - std::exp(-dt / time_constant);
}

}  // namespace

/// One picture's pass over the planes, four pixels at a time; the members are what is the same for all of them.
struct Background::Pass {
  Pass(Background& background, Light light, float seconds, float learn_share, float learn_deviation_share)
      : Pass(background, light, seconds, learn_share, learn_deviation_share, background.settings_,
             background.threshold()) {}
  Pass(Background& background, Light light, float seconds, float learn_share, float learn_deviation_share,
       const BackgroundSettings& s, float least)
      : planes(background),
        gain(all(light.gain)),
        offset(all(light.offset)),
        threshold(all(least * always)),
        threshold_per_level(all(least * with_brightness / medium_gray)),
        shade(all(s.threshold * shade_share)),
        noise_factor(all(s.noise_factor)),
        strong_factor(all(s.strong_factor)),
        learn(all(learn_share)),
        learn_deviation(all(learn_deviation_share)),
        learn_candidate(all(share(seconds, candidate_learn))),
        dt(all(seconds)),
        quiet_loss(all(-forget_quiet * seconds)),
        other_loss(all(-forget_other * seconds)),
        absorb_after(all(s.absorb_after)),
        known(all(s.absorb_after * known_for)),
        white(all(brightest)) {}

  static Lanes all(float value) { return cv::v_setall_f32(value); }
  static Lanes levels(const std::uint8_t* from) {
    return cv::v_cvt_f32(cv::v_reinterpret_as_s32(cv::v_load_expand_q(from)));
  }
  /// Looks at four pixels, learns from them, and returns their marks.
  cv::v_int32x4 look_at(std::size_t i) const;

  Background& planes;
  Lanes gain, offset, threshold, threshold_per_level, shade, noise_factor, strong_factor, learn, learn_deviation,
      learn_candidate;
  Lanes dt, quiet_loss, other_loss, absorb_after, known, white;
};

void Background::restart(std::span<const std::uint8_t> gray, int width, const BackgroundSettings& settings) {
  settings_ = settings;
  elapsed_ = 0;
  const std::size_t padded = (gray.size() + block - 1) / block * block;
  now_.assign(padded, 0);
  std::copy(gray.begin(), gray.end(), now_.begin());
  last_ = now_;
  marks_.assign(padded, quiet);
  mean_.assign(padded, 0);
  std::copy(gray.begin(), gray.end(), mean_.begin());
  candidate_ = mean_;
  deviation_.assign(padded, first_deviation);
  held_.assign(padded, 0);
  candidate_held_.assign(padded, 0);
  highlights_.restart();
  count_ = gray.size();
  width_ = static_cast<std::size_t>(width);
  sway_.assign(padded, 0);
  learn_texture();
  learn_contrast();
  // Where there is little contrast there is little noise; the usual pixel's is known in a second.
  noise_ = first_deviation * std::max(contrast_, least_contrast);
  deviation_.assign(padded, noise_);
}

/// How much each pixel differs from those beside it, and so by how much it changes when the picture sways.
void Background::learn_texture() {
  const std::size_t rows = width_ == 0 ? 0 : count_ / width_;
  for (std::size_t y = 0; y < rows; ++y) {
    const float* row = &mean_[y * width_];
    const float* above = y > 0 ? row - width_ : row;
    const float* below = y + 1 < rows ? row + width_ : row;
    float* sway = &sway_[y * width_];
    for (std::size_t x = 1; x + 1 < width_; ++x)
      sway[x] = settings_.sway * 0.5F * (std::abs(row[x + 1] - row[x - 1]) + std::abs(below[x] - above[x]));
  }
}

/// How far apart the dark and the bright parts of the picture are, and how noisy it is.
void Background::learn_contrast() {
  constexpr std::size_t looks = 2048;
  std::array<int, 256> levels{};
  std::array<int, 256> deviations{};
  constexpr float per_bin = most_deviation / 255;
  const std::size_t step = count_ <= looks ? 1 : (count_ / looks + 1) | 1U;
  int seen = 0;
  for (std::size_t i = 0; i < count_; i += step, ++seen) {
    ++levels[static_cast<std::size_t>(std::clamp(mean_[i], 0.F, 255.F))];
    ++deviations[static_cast<std::size_t>(std::clamp(deviation_[i] / per_bin, 0.F, 255.F))];
  }
  const auto at = [&](const std::array<int, 256>& histogram, double share_below) {
    int below = 0;
    std::size_t bin = 0;
    while (bin < 255 && (below += histogram[bin]) < share_below * seen) ++bin;
    return static_cast<float>(bin);
  };
  const float range = at(levels, 0.96) - at(levels, 0.04);
  contrast_ = std::clamp(range / full_contrast, least_contrast, 1.F);
  noise_ = (at(deviations, 0.5) + 0.5F) * per_bin;
}

std::span<std::uint8_t> Background::look(std::span<const std::uint8_t> gray, Light light, float dt) {
  elapsed_ = std::min(elapsed_ + dt, longest_start);
  since_texture_ += dt;
  last_.swap(now_);
  std::copy(gray.begin(), gray.end(), now_.begin());
  // At first a plain average over the time seen, later an exponential one.
  const float learn = dt > 0 ? std::max(share(dt, settings_.learn), dt / elapsed_) : 0;
  const float learn_deviation = std::max(share(dt, settings_.learn * deviation_learn), dt / (elapsed_ + first_worth));
  if (since_texture_ >= texture_every) {
    learn_texture();
    learn_contrast();
    since_texture_ = 0;
  }
  const Pass pass(*this, light, dt, learn, learn_deviation);
  for (std::size_t i = 0; i < now_.size(); i += block) {
    const auto low = cv::v_pack(pass.look_at(i), pass.look_at(i + 4));
    const auto high = cv::v_pack(pass.look_at(i + 8), pass.look_at(i + 12));
    cv::v_store(&marks_[i], cv::v_pack_u(low, high));
  }
  return {marks_.data(), count_};
}

cv::v_int32x4 Background::Pass::look_at(std::size_t i) const {
  const Lanes none = cv::v_setzero_f32();
  const Lanes x = levels(&planes.now_[i]);
  const Lanes a = cv::v_min(cv::v_fma(cv::v_load(&planes.mean_[i]), gain, offset), white);
  const Lanes b = cv::v_min(cv::v_fma(cv::v_load(&planes.candidate_[i]), gain, offset), white);
  const Lanes deviation = cv::v_load(&planes.deviation_[i]);
  const Lanes difference = cv::v_absdiff(x, a);
  const Lanes least = cv::v_fma(a, threshold_per_level, threshold);
  const Lanes noise = noise_factor * deviation;
  const Lanes limit = cv::v_max(cv::v_max(least, noise), (x < a) & (shade * a));
  const Lanes is_a = difference <= limit;
  const Lanes is_b = ~is_a & (cv::v_absdiff(x, b) <= limit);

  // What slowly grows brighter or darker is behind its mean, but no noise.
  const Lanes shaken = cv::v_min(difference, cv::v_absdiff(x, levels(&planes.last_[i])) * all(from_last));
  const Lanes a_learnt = cv::v_fma(is_a & learn, x - a, a);
  const Lanes a_seen = cv::v_min(cv::v_load(&planes.held_[i]) + (is_a & dt), absorb_after);
  cv::v_store(&planes.deviation_[i], cv::v_fma(is_a & learn_deviation, shaken - deviation, deviation));

  const Lanes gained = cv::v_select(is_a, quiet_loss, cv::v_select(is_b, dt, other_loss));
  const Lanes b_seen = cv::v_max(cv::v_load(&planes.candidate_held_[i]) + gained, none);
  const Lanes b_anew = ~(is_a | is_b) & (b_seen <= none);
  const Lanes b_learnt = cv::v_select(b_anew, x, cv::v_fma(is_b & learn_candidate, x - b, b));

  const Lanes swap = is_b & (b_seen >= a_seen);
  const Lanes a_known = cv::v_select(a_seen >= absorb_after, known, a_seen);
  cv::v_store(&planes.mean_[i], cv::v_select(swap, b_learnt, a_learnt));
  cv::v_store(&planes.candidate_[i], cv::v_select(swap, a_learnt, b_learnt));
  cv::v_store(&planes.held_[i], cv::v_select(swap, cv::v_min(b_seen, absorb_after), a_seen));
  cv::v_store(&planes.candidate_held_[i], cv::v_select(swap, a_known, b_seen));

  // Comparisons give -1 where true.
  const auto is_changed = cv::v_reinterpret_as_s32(~(is_a | swap));
  const Lanes sway = cv::v_load(&planes.sway_[i]);
  const auto is_strong = cv::v_reinterpret_as_s32(difference > cv::v_fma(limit, strong_factor, sway)) & is_changed;
  return cv::v_setzero_s32() - is_changed - is_strong;
}

void Background::relight(std::span<const float> gains, float dt) {
  const float by = share(dt, settings_.learn);
  for (std::size_t i = 0; i < gains.size(); ++i) {
    const float gain = 1 + by * (gains[i] - 1);
    mean_[i] = std::min(mean_[i] * gain, brightest);
    candidate_[i] = std::min(candidate_[i] * gain, brightest);
  }
}

void Background::accept_candidate(std::size_t pixel, Former former) {
  std::swap(mean_[pixel], candidate_[pixel]);
  held_[pixel] = settings_.absorb_after;
  candidate_held_[pixel] = former == Former::known ? settings_.absorb_after * known_for : 0;
}

void Background::adopt(std::size_t pixel) {
  mean_[pixel] = now_[pixel];
  held_[pixel] = settings_.absorb_after;
}

void Background::distrust(std::size_t pixel, float by) {
  const float difference = std::abs(static_cast<float>(now_[pixel]) - mean_[pixel]);
  const float enough = std::min(distrusted * difference / settings_.noise_factor, most_deviation);
  deviation_[pixel] += by * std::max(enough - deviation_[pixel], 0.F);
}

}  // namespace framewake
