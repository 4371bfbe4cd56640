#include "vision/motion/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "vision/motion/light.hpp"
#include "vision/motion/surroundings.hpp"

namespace framewake {
namespace {

constexpr int least_for_light = 12;  ///< pixels needed to tell a change of light from an object
constexpr double alike = 0.9;        ///< share of the picture's variance that the background must explain (r²)
constexpr float ghost_after = 1;     ///< seconds for which a ghost has stood still …
constexpr float ghost_still = 0.7F;  ///< … at so many of its pixels
constexpr float ghost_at_last = 10;  ///< seconds after which the least is asked of it

/// Sums over the inside of the component: pixels on its rim are partly what they were.
struct Sums {
  explicit Sums(const Suspect& s, std::span<const float> background) {
    const auto columns = static_cast<std::size_t>(s.width);
    const auto is_own = [&](std::size_t i) { return s.finder.component_of(i) == s.label; };
    for_each_pixel(s, [&](std::size_t i, int x, int y) {
      if ((x > 0 && !is_own(i - 1)) || (x + 1 < s.width && !is_own(i + 1))) return;
      if ((y > 0 && !is_own(i - columns)) || (i + columns < s.gray.size() && !is_own(i + columns))) return;
      add(background[i], s.gray[i]);
    });
  }
  void add(double b, double x) {
    n += 1;
    sum_b += b;
    sum_x += x;
    sum_bb += b * b;
    sum_bx += b * x;
    sum_xx += x * x;
  }
  double variance_before() const { return std::max(sum_bb / n - sum_b / n * (sum_b / n), 0.0); }
  double variance_now() const { return std::max(sum_xx / n - sum_x / n * (sum_x / n), 0.0); }
  double covariance() const { return sum_bx / n - sum_b / n * (sum_x / n); }

  double n = 0, sum_b = 0, sum_x = 0, sum_bb = 0, sum_bx = 0, sum_xx = 0;
};

/// How clearly what is seen must belong to its surroundings, for a ghost; less so the longer it stands still.
struct GhostLimits {
  float at_once, at_last;
};
constexpr GhostLimits began{-0.05F, 0.15F};  ///< what was first seen here: most of it is uncovered, not come
constexpr GhostLimits came{-0.5F, -0.4F};    ///< what came from nobody knows where, or is the rest of what came

bool touches_new(const Suspect& suspect, const Background& background) {
  const auto columns = static_cast<std::size_t>(suspect.width);
  bool found = false;
  for_each_pixel(suspect, [&](std::size_t i, int x, int) {
    const auto is_new = [&](bool inside, std::size_t j) {
      return inside && suspect.finder.component_of(j) != suspect.label && background.is_new(j);
    };
    found = found || is_new(x > 0, i - 1) || is_new(x + 1 < suspect.width, i + 1) ||
            is_new(i >= columns, i - columns) || is_new(i + columns < suspect.gray.size(), i + columns);
  });
  return found;
}

}  // namespace

bool settle_light(const Suspect& suspect, Background& background, float texture) {
  if (suspect.component.pixels < least_for_light) return false;
  const Sums sums(suspect, background.mean());
  if (sums.n < least_for_light) return false;
  const double before = sums.variance_before();
  const double covariance = sums.covariance();
  if (before < texture * texture) return false;
  // What is evenly bright, a saturated thing above all, shows nothing of the background.
  const double gain = covariance / before;
  if (gain < least_gain || gain > most_gain) return false;
  if (covariance * covariance < alike * before * sums.variance_now()) return false;
  for_each_pixel(suspect, [&](std::size_t i, int, int) { background.adopt(i); });
  return true;
}

bool settle_ghost(const Suspect& suspect, Background& background, Origin origin) {
  float held = 0;
  int still = 0;
  for_each_pixel(suspect, [&](std::size_t i, int, int) {
    held += background.candidate_held(i);
    still += background.candidate_held(i) >= ghost_after ? 1 : 0;
  });
  const auto pixels = static_cast<float>(suspect.component.pixels);
  if (static_cast<float>(still) < ghost_still * pixels) return false;
  // The rest of something of which most has just been absorbed, or uncovered: what was there stays known here too.
  const bool is_rest = touches_new(suspect, background);
  if (origin == Origin::elsewhere && !is_rest) return false;
  const float waited = std::clamp((held / pixels - ghost_after) / (ghost_at_last - ghost_after), 0.F, 1.F);
  const GhostLimits& limits = origin == Origin::here ? began : came;
  const float limit = limits.at_once + waited * (limits.at_last - limits.at_once);
  if (Surroundings(suspect, background.mean()).belongs_before() > limit) return false;
  const auto former = is_rest ? Background::Former::known : Background::Former::forgotten;
  for_each_pixel(suspect, [&](std::size_t i, int, int) { background.accept_candidate(i, former); });
  return true;
}

}  // namespace framewake
