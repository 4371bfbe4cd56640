#include "bench/support/stats.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace framewake::bench {

double quantile(std::span<const double> samples, double q) {
  if (samples.empty()) return 0;
  std::vector<double> sorted(samples.begin(), samples.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted[static_cast<std::size_t>(std::llround(q * static_cast<double>(sorted.size() - 1)))];
}

}  // namespace framewake::bench
