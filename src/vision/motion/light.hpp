#pragma once
// How the light of the whole picture changed against the background: an auto-exposure step, a cloud, a dimmed lamp. Least
// squares, trimmed by residuals that shrink from a median start.

#include <cstdint>
#include <span>

namespace framewake {

/// brightness now = gain × background + offset
struct Light {
  float gain = 1;
  float offset = 0;  ///< gray levels
};

/// Under another light so much of the background's texture is left, at least and at most; else it is no light.
constexpr float least_gain = 0.4F;
constexpr float most_gain = 2.5F;

/// The light under which most of the picture equals the background again, or {1, 0}: where nothing noteworthy changed,
/// and where no single change of light explains at least half of the picture. `background` and `ignored` (0 = looked at)
/// have the size of `gray`. `tolerance` in gray levels: how far a pixel may be off and still count as explained.
Light fit_light(std::span<const std::uint8_t> gray, std::span<const float> background,
                std::span<const std::uint8_t> ignored, float tolerance);

}  // namespace framewake
