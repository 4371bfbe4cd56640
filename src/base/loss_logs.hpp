#pragma once
// A LossLog for each of many: the camera, or the address, that it is about. So one that loses without end does not silence
// the others, nor speak for them.

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/recent_map.hpp"
#include "base/time.hpp"
#include "base/token_bucket.hpp"

namespace framewake {

/// Not synchronized. Bounded: of 1,000 at most it is remembered what has not been said, and 20 lines a second are written in
/// all (100 at once after a rest); what is not written is in the next line's count.
class LossLogs {
 public:
  /// `write` gets the line. `time` must outlive this.
  LossLogs(const TimeSource& time, std::function<void(const std::string&)> write);

  /// Counts one loss of `key`; writes "`what`" or "`what` (and N more since the last such message)" when it is a second since
  /// that key's last line. `what` may carry fields (base/log_fields.hpp).
  void lost(const std::string& key, const std::string& what, std::uint64_t count = 1);
  /// The same, where losses may come by the thousand: `what()` is only asked for its text when that is written.
  template <std::invocable What>
  void lost(const std::string& key, const What& what, std::uint64_t count = 1) {
    if (const auto unsaid = count_or_say(key, count)) say(what(), *unsaid);
  }

 private:
  /// Nothing: it is too early to say it. Otherwise how many there were since the last line.
  std::optional<std::uint64_t> count_or_say(const std::string& key, std::uint64_t count);
  void say(const std::string& what, std::uint64_t losses) const;

  struct Entry {
    TimePoint next{};
    std::uint64_t unsaid = 0;
  };

  const TimeSource& time_;
  const std::function<void(const std::string&)> write_;
  RecentMap<Entry> entries_;
  TokenBucket lines_;
};

}  // namespace framewake
