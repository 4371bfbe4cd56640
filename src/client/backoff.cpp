#include "client/backoff.hpp"

#include <algorithm>
#include <random>

namespace framewake {

Duration Backoff::next() {
  const auto ceiling = std::min(ceiling_, longest_);
  ceiling_ = std::min(ceiling_ * 2, longest_);
  const auto spread = static_cast<double>(std::max<milliseconds::rep>(0, (ceiling - shortest_).count()));
  return shortest_ + milliseconds(static_cast<milliseconds::rep>(spread * random_()));
}

Backoff::Random system_random() {
  return [engine = std::mt19937_64(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
  };
}

}  // namespace framewake
