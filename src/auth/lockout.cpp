#include "auth/lockout.hpp"

#include <algorithm>

namespace framewake {

Duration Lockout::wait(const std::string& key) const {
  const Entry* entry = entries_.find(key);
  return entry == nullptr ? Duration::zero() : std::max(entry->until - time_.now(), Duration::zero());
}

bool Lockout::failed(const std::string& key) {
  const TimePoint now = time_.now();
  Entry& entry = entries_.at(key);
  if (now - entry.until > terms_.longest) entry.failures = 0;  // of a new one, `until` is long ago
  ++entry.failures;
  entry.until = now;
  if (entry.failures < terms_.free_failures) return false;
  constexpr int most_doublings = 20;
  const int doublings = std::min(entry.failures - terms_.free_failures, most_doublings);
  entry.until += std::min<Duration>(terms_.first * (1LL << doublings), terms_.longest);
  return entry.failures == terms_.free_failures;
}

std::string retry_after(Duration wait) {
  return std::to_string(std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

}  // namespace framewake
