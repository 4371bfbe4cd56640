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

std::optional<std::uint64_t> LossLogs::count_or_say(const std::string& key, std::uint64_t count) {
  Entry& entry = entries_.at(key);
  entry.unsaid += count;
  const TimePoint now = time_.now();
  if (now < entry.next || !lines_.try_take(now)) return std::nullopt;
  entry.next = now + a_while;
  return std::exchange(entry.unsaid, 0);
}

void LossLogs::say(const std::string& what, std::uint64_t losses) const {
  if (losses <= 1) return write_(what);
  write_(with_note(what, " (and " + std::to_string(losses - 1) + " more since the last such message)"));
}

void LossLogs::lost(const std::string& key, const std::string& what, std::uint64_t count) {
  if (const auto losses = count_or_say(key, count)) say(what, *losses);
}

}  // namespace framewake
