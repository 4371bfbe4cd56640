#include "base/loss_logs.hpp"

#include <utility>

#include "base/log_fields.hpp"

namespace framewake {
namespace {

constexpr std::size_t most_keys = 1000;
constexpr double lines_per_second = 20;
constexpr double lines_at_once = 100;
constexpr Duration a_while = std::chrono::seconds(1);

}  // namespace

LossLogs::LossLogs(const TimeSource& time, std::function<void(const std::string&)> write)
    : time_(time), write_(std::move(write)), entries_(most_keys), lines_(lines_per_second, lines_at_once) {}

void LossLogs::lost(const std::string& key, const std::string& what, std::uint64_t count) {
  Entry& entry = entries_.at(key);
  entry.unsaid += count;
  const TimePoint now = time_.now();
  if (now < entry.next || !lines_.try_take(now)) return;
  entry.next = now + a_while;
  const std::uint64_t more = std::exchange(entry.unsaid, 0) - 1;
  write_(more == 0 ? what : with_note(what, " (and " + std::to_string(more) + " more since the last such message)"));
}

}  // namespace framewake
