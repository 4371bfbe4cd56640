#include "vision/detect/schedule.hpp"

#include <charconv>
#include <cmath>

namespace framewake {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

std::optional<double> milliseconds_in(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s") return 1000;
  if (unit == "min") return 60'000;
  if (unit == "h") return 3'600'000;
  return std::nullopt;
}

}  // namespace

std::optional<LookSchedule> parse_schedule(std::string_view text) {
  constexpr std::string_view every = "every ";
  constexpr double longest = 24 * 3'600'000.0;
  if (text == "always") return LookSchedule{LookSchedule::Kind::always, {}};
  if (text == "motion") return LookSchedule{LookSchedule::Kind::motion, {}};
  if (!text.starts_with(every)) return std::nullopt;
  text = trimmed(text.substr(every.size()));
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  const auto unit = milliseconds_in(trimmed(text.substr(static_cast<std::size_t>(end - text.data()))));
  if (!unit || !(number * *unit >= 1) || !(number * *unit <= longest)) return std::nullopt;
  return LookSchedule{LookSchedule::Kind::every, milliseconds(std::llround(number * *unit))};
}

}  // namespace framewake
