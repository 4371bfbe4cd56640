#include "vision/motion/light.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "vision/motion/highlights.hpp"

namespace framewake {
namespace {

constexpr std::size_t max_samples = 2048;
constexpr int no_light = 4;  ///< pixels this dark or this bright may be clipped: they tell nothing about the gain
constexpr int full_light = 250;
constexpr float clips_some = 225;  ///< of the pixels that one of the small picture stands for some may be clipped

constexpr std::size_t clearly_better = 20;  ///< a part of all samples

struct Samples {
  std::array<float, max_samples> now;
  std::array<float, max_samples> before;
  std::size_t count = 0;
};

void take_samples(std::span<const std::uint8_t> gray, std::span<const float> background,
                  std::span<const std::uint8_t> ignored, Samples& samples) {
  // An odd step does not walk down the columns of pictures of even width.
  const std::size_t step = gray.size() <= max_samples ? 1 : (gray.size() / max_samples + 1) | 1U;
  for (std::size_t i = 0; i < gray.size() && samples.count < max_samples; i += step) {
    if (ignored[i] != 0 || gray[i] < no_light || gray[i] > full_light || background[i] > full_light) continue;
    samples.now[samples.count] = gray[i];
    samples.before[samples.count++] = background[i];
  }
}

float median_change(const Samples& samples) {
  std::array<int, 512> histogram{};
  for (std::size_t i = 0; i < samples.count; ++i)
    ++histogram[static_cast<std::size_t>(std::clamp(samples.now[i] - samples.before[i] + 256.5F, 0.F, 511.F))];
  std::size_t seen = 0;
  std::size_t bin = 0;
  while (bin < histogram.size() && (seen += static_cast<std::size_t>(histogram[bin])) * 2 < samples.count) ++bin;
  return static_cast<float>(bin) - 256;
}

/// By how many times pixels that are bright enough to tell are brighter: `share` of them less, the others more.
float usual_ratio(const Samples& samples, double share) {
  constexpr float steps = 64;  // of a ratio of 1
  constexpr float least = 16;  // gray levels
  std::array<int, 256> histogram{};
  std::size_t told = 0;
  for (std::size_t i = 0; i < samples.count; ++i) {
    if (samples.before[i] < least) continue;
    ++told;
    ++histogram[static_cast<std::size_t>(std::min(samples.now[i] / samples.before[i] * steps, 255.F))];
  }
  std::size_t seen = 0;
  std::size_t bin = 0;
  while (bin + 1 < histogram.size() &&
         static_cast<double>(seen += static_cast<std::size_t>(histogram[bin])) < share * static_cast<double>(told))
    ++bin;
  return told == 0 ? 1 : (static_cast<float>(bin) + 0.5F) / steps;
}

std::size_t count_explained(const Samples& samples, Light light, float tolerance) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < samples.count; ++i)
    count += std::abs(samples.now[i] - light.gain * samples.before[i] - light.offset) <= tolerance ? 1U : 0U;
  return count;
}

/// With what may be clipped in part.
std::size_t count_explained_clipped(const Samples& samples, Light light, float tolerance) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < samples.count; ++i) {
    const float before = samples.before[i];
    const auto [least, most] = clip(before, light.gain * before + light.offset);
    count += samples.now[i] >= least - tolerance && samples.now[i] <= most + tolerance ? 1U : 0U;
  }
  return count;
}

/// Least squares over the samples that `light` explains within `tolerance`.
Light refine(const Samples& samples, Light light, float tolerance) {
  float n = 0;
  float sum_b = 0;
  float sum_n = 0;
  float sum_bb = 0;
  float sum_bn = 0;
  for (std::size_t i = 0; i < samples.count; ++i) {
    const float b = samples.before[i];
    const float x = samples.now[i];
    const float should = light.gain * b + light.offset;
    const float weight = std::abs(x - should) <= tolerance && std::max(should, b) <= clips_some ? 1.F : 0.F;
    n += weight;
    sum_b += weight * b;
    sum_n += weight * x;
    sum_bb += weight * b * b;
    sum_bn += weight * b * x;
  }
  if (n < 8) return light;
  const float variance = sum_bb / n - (sum_b / n) * (sum_b / n);
  if (variance < 25) return {1, (sum_n - sum_b) / n};  // too flat to tell a gain from an offset
  const float gain = (sum_bn / n - (sum_b / n) * (sum_n / n)) / variance;
  if (gain < least_gain || gain > most_gain) return light;
  return {gain, sum_n / n - gain * sum_b / n};
}

}  // namespace

Light fit_light(std::span<const std::uint8_t> gray, std::span<const float> background,
                std::span<const std::uint8_t> ignored, float tolerance) {
  Samples samples;
  take_samples(gray, background, ignored, samples);
  if (samples.count < 32) return {};
  const float median = median_change(samples);
  const std::size_t unchanged = count_explained(samples, {}, tolerance);
  if (std::abs(median) <= 1 && unchanged * 10 >= samples.count * 9) return {};

  const auto refined = [&](Light start) {
    for (const float reach : {32.F, 16.F, 8.F}) start = refine(samples, start, std::max(reach, tolerance));
    return start;
  };
  Light light = refined({1, median});
  // A light that grows until much is clipped: what is not is behind it less.
  if (unchanged * 2 < samples.count) {
    std::size_t best = count_explained_clipped(samples, light, tolerance);
    for (const double share : {0.5, 0.75}) {
      const Light other = refined({usual_ratio(samples, share), 0});
      const std::size_t explained = count_explained_clipped(samples, other, tolerance);
      if (explained < best + samples.count / clearly_better) continue;
      best = explained;
      light = other;
    }
  }
  const std::size_t fits = count_explained(samples, light, tolerance);
  return fits * 2 >= samples.count && fits >= unchanged ? light : Light{};
}

}  // namespace framewake
