#pragma once
// What each pixel of the gray picture looks like when nothing moves there: a mixture of two values (Stauffer and Grimson,
// 1999; Zivkovic, 2004) with time in place of weights, thresholds that follow the pixel's noise (PBAS: Hofmann et al.,
// 2012), and room for what the neighbours look like (ViBe: Barnich and Van Droogenbroeck, 2011).

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vision/motion/highlights.hpp"
#include "vision/motion/light.hpp"

namespace framewake {

/// How fast the background learns and what it takes for a difference. Times in seconds, brightness in gray levels.
struct BackgroundSettings {
  float threshold = 12;     ///< least difference that can be motion, at medium gray and with full contrast
  float noise_factor = 6;   ///< … and at least so many times the pixel's own mean deviation
  float strong_factor = 2;  ///< a difference so many times the pixel's threshold is beyond doubt …
  float sway = 1.5F;        ///< … if it is also more than what a shift of the picture by so many pixels makes
  float learn = 3;          ///< time constant of the mean
  float absorb_after = 30;  ///< a new value that holds so long is background
};

/// Two remembered values per pixel: the background and a candidate. A pixel that differs from both starts a new
/// candidate; a candidate that has been seen as long as the background itself (at most absorb_after; where something has come
/// before it, no less) takes its place, and the old background stays known for a while. So what passes during the first seconds leaves no ghost, what parks is
/// absorbed, what drives off uncovers what is still known, and a leaf that swings between two values is quiet.
/// All learning is in seconds, never in frames. Thread-bound.
class Background {
 public:
  enum Mark : std::uint8_t { quiet = 0, changed = 1, strong = 2 };

  /// Forgets everything and takes `gray` as the background.
  /// `width` in pixels.
  void restart(std::span<const std::uint8_t> gray, int width, const BackgroundSettings& settings);

  /// From the next picture on; what was learnt stays.
  void change(const BackgroundSettings& settings) { settings_ = settings; }

  /// Before look(), when the light has been another or may be: what a camera clips does not differ.
  void settle_highlights(std::span<const std::uint8_t> gray, Light light) {
    highlights_.settle(gray, static_cast<int>(width_), light, threshold(), {mean_.data(), count_});
  }
  /// Marks each pixel of `gray`, as large as that of restart(), under the given light, then learns from it. `dt`: seconds
  /// since the picture before. The marks are the caller's to change; they hold until the next call.
  std::span<std::uint8_t> look(std::span<const std::uint8_t> gray, Light light, float dt);

  /// All that is remembered follows a light that makes each pixel so many times as bright. Empty: there is none.
  void relight(std::span<const float> gains, float dt);

  /// What becomes of a background when another takes its place.
  enum class Former { forgotten, known };

  /// The candidate of this pixel becomes its background now.
  void accept_candidate(std::size_t pixel, Former former);
  /// What is seen now is the background of this pixel.
  void adopt(std::size_t pixel);
  /// Something has come before this pixel: what was there is its background, however short a time it was seen, and only what
  /// stays for absorb_after takes its place.
  void trust(std::size_t pixel) { held_[pixel] = settings_.absorb_after; }
  /// The pixel changed though nothing moved: it is noisier than thought. `by`: 0 not at all … 1 take the change for noise.
  void distrust(std::size_t pixel, float by);

  std::span<const float> mean() const noexcept { return {mean_.data(), count_}; }
  /// The least difference that can be motion now: less than in the settings where the picture has little contrast.
  float threshold() const noexcept { return settings_.threshold * contrast_; }
  /// The usual pixel's mean deviation, in gray levels.
  float noise() const noexcept { return noise_; }
  /// Seconds for which the candidate has been seen.
  float candidate_held(std::size_t pixel) const { return candidate_held_[pixel]; }
  /// Whether this pixel's background has taken another's place which is still known: something was absorbed or uncovered.
  bool is_new(std::size_t pixel) const { return candidate_held_[pixel] > settings_.absorb_after; }

 private:
  struct Pass;

  void learn_texture();
  void learn_contrast();

  BackgroundSettings settings_;
  std::size_t count_ = 0;
  std::size_t width_ = 0;
  float elapsed_ = 0;        ///< seconds since restart(), up to a limit
  float since_texture_ = 0;  ///< seconds since texture and contrast were learnt
  float contrast_ = 1;       ///< of the picture, as a share of what counts as full
  float noise_ = 0;
  std::vector<std::uint8_t> now_, last_, marks_;
  std::vector<float> mean_, deviation_, held_;
  std::vector<float> candidate_, candidate_held_;
  Highlights highlights_;
  std::vector<float> sway_;  ///< gray levels by which a pixel changes when the picture moves a little
};

}  // namespace framewake
