#pragma once
// Who fails again and again has to wait, twice as long each time. Kept per address.

#include <string>

#include "base/recent_map.hpp"
#include "base/time.hpp"

namespace framewake {

/// Not synchronized. Its memory is bounded: beyond `addresses` the one whose last failure is longest ago is forgotten.
class Lockout {
 public:
  struct Terms {
    int free_failures = 5;                        ///< so many are looked at without a wait
    Duration first = std::chrono::seconds(1);     ///< the wait after the last of these
    Duration longest = std::chrono::minutes(15);  ///< the wait never gets longer; quiet for so long: forgotten
    std::size_t addresses = 10'000;
  };

  explicit Lockout(const TimeSource& time) : Lockout(time, Terms{}) {}
  /// `time` must outlive this.
  Lockout(const TimeSource& time, Terms terms) : time_(time), terms_(terms), entries_(terms.addresses) {}

  /// How long this one must still wait; zero: it may try. `key` as address_key() gives it.
  Duration wait(const std::string& key) const;
  /// Returns whether it has to wait from now on, and had not to before.
  bool failed(const std::string& key);
  /// All is forgiven.
  void succeeded(const std::string& key) { entries_.erase(key); }

 private:
  struct Entry {
    int failures = 0;
    TimePoint until{};  ///< locked out until then
  };

  const TimeSource& time_;
  const Terms terms_;
  RecentMap<Entry> entries_;
};

/// Whole seconds, at least 1: for a Retry-After.
std::string retry_after(Duration wait);

}  // namespace framewake
