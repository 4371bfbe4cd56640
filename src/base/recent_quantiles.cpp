#include "base/recent_quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace framewake {
namespace {

/// A few samples of the last moment are not a rate; a full ring is, however short.
double least_seconds(std::size_t samples) {
  return samples == 512 ? 1e-3 : 1.0;
}

}  // namespace

void RecentQuantiles::add(TimePoint at, Duration value) {
  const std::lock_guard lock(mutex_);
  if (size_ == 0) first_ = at;
  samples_[next_] = {at, value};
  next_ = (next_ + 1) % samples_.size();
  size_ = std::min(size_ + 1, samples_.size());
}

RecentQuantiles::Summary RecentQuantiles::summary(TimePoint now) const {
  std::vector<Duration> values;
  values.reserve(samples_.size());
  TimePoint oldest = now;
  TimePoint first = now;
  {
    const std::lock_guard lock(mutex_);
    first = first_;
    for (std::size_t i = 0; i < size_; ++i) {
      const Sample& sample = samples_[i];
      if (now - sample.at > window_) continue;
      values.push_back(sample.value);
      oldest = std::min(oldest, sample.at);
    }
  }
  if (values.empty()) return {};

  const auto quantile = [&](double q) {
    const auto rank = static_cast<std::ptrdiff_t>(std::lround(q * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<std::size_t>(rank)];
  };
  // A full ring covers less than the window: the rate is over what it covers.
  const Duration covered = values.size() == samples_.size() ? now - oldest : std::min(window_, now - first);
  const double seconds = std::max(to_seconds(covered), least_seconds(values.size()));
  return {values.size(), quantile(0.5), quantile(0.99), static_cast<double>(values.size()) / seconds};
}

}  // namespace framewake
