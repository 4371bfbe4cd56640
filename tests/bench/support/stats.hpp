#pragma once
// Medians and quantiles of a run's samples.

#include <span>

namespace framewake::bench {

/// The sample below which a share `q` (0 to 1) of all lies; 0 without samples.
double quantile(std::span<const double> samples, double q);

inline double median(std::span<const double> samples) {
  return quantile(samples, 0.5);
}

}  // namespace framewake::bench
