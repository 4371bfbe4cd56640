#include "client/camera_clock.hpp"

#include <algorithm>

namespace framewake {

CameraClock CameraClock::started_now() {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {steady_time().now(), std::chrono::duration_cast<microseconds>(wall)};
}

bool OffsetEstimate::add(const ClockSample& sample) {
  constexpr microseconds furthest{std::int64_t{1}
                                  << 53};  // what JSON numbers hold exactly; also keeps sums from overflowing
  for (const auto t : {sample.t0, sample.t1, sample.t2, sample.t3})
    if (t < -furthest || t > furthest) return false;
  if (sample.t2 < sample.t1 || sample.round_trip().count() < 0) return false;
  samples_[next_] = sample;
  next_ = (next_ + 1) % samples_.size();
  size_ = std::min(size_ + 1, samples_.size());
  return true;
}

std::optional<ClockSample> OffsetEstimate::best() const {
  if (size_ == 0) return std::nullopt;
  return *std::min_element(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(size_),
                           [](const auto& a, const auto& b) { return a.round_trip() < b.round_trip(); });
}

}  // namespace framewake
