#include "vision/motion/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "vision/motion/light.hpp"

namespace framewake {
namespace {

constexpr int least_for_light = 12;  ///< pixels needed to tell a change of light from an object
constexpr double alike = 0.9;        ///< share of the picture's variance that the background must explain (r²)
constexpr float ghost_after = 1;     ///< seconds for which a ghost has stood still

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

bool settle_ghost(const Suspect& suspect, Background& background) {
  const auto mean = background.mean();
  const auto columns = static_cast<std::size_t>(suspect.width);
  const int height = static_cast<int>(suspect.gray.size() / columns);
  float now = 0;
  float before = 0;
  int still = 0;
  bool beside_new = false;
  for_each_pixel(suspect, [&](std::size_t i, int x, int y) {
    still += background.candidate_held(i) >= ghost_after ? 1 : 0;
    const auto edge = [&](bool inside, std::size_t j) {
      if (!inside || suspect.finder.component_of(j) == suspect.label) return;
      beside_new = beside_new || background.is_new(j);
      now += static_cast<float>(std::abs(suspect.gray[i] - suspect.gray[j]));
      before += std::abs(mean[i] - mean[j]);
    };
    edge(x > 0, i - 1);
    edge(x + 1 < suspect.width, i + 1);
    edge(y > 0, i - columns);
    edge(y + 1 < height, i + columns);
  });
  if (still * 10 < suspect.component.pixels * 7 || now * 2 > before) return false;
  // The rest of something of which most has just been absorbed, or uncovered: what was there stays known here too.
  const auto former = beside_new ? Background::Former::known : Background::Former::forgotten;
  for_each_pixel(suspect, [&](std::size_t i, int, int) { background.accept_candidate(i, former); });
  return true;
}

}  // namespace framewake
