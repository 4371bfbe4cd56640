#include "config/units.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <span>

#include "base/log.hpp"

namespace framewake {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t scale;
};

// Microseconds, so that "us" is whole too.
constexpr std::array<Unit, 5> duration_units{
    {{"us", 1}, {"ms", 1'000}, {"s", 1'000'000}, {"min", 60'000'000}, {"h", 3'600'000'000}}};
constexpr std::array<Unit, 8> size_units{{{"B", 1},
                                          {"kB", 1'000},
                                          {"KB", 1'000},
                                          {"MB", 1'000'000},
                                          {"GB", 1'000'000'000},
                                          {"KiB", 1ULL << 10},
                                          {"MiB", 1ULL << 20},
                                          {"GiB", 1ULL << 30}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A decimal number as digits × 10^-decimals.
struct Decimal {
  std::uint64_t digits = 0;
  std::uint64_t divisor = 1;  ///< 10^decimals
};

/// Takes the number off the front of `text`. Nothing when there is none or it has more than 18 digits.
std::optional<Decimal> take_decimal(std::string_view& text) {
  constexpr std::size_t most_digits = 18;
  Decimal number;
  std::size_t used = 0;
  std::size_t count = 0;
  bool point = false;
  for (; used < text.size(); ++used) {
    const char c = text[used];
    const bool next_is_digit = used + 1 < text.size() && is_digit(text[used + 1]);
    if (c == '.' && !point && count > 0 && next_is_digit) {
      point = true;
      continue;
    }
    if (!is_digit(c)) break;
    if (++count > most_digits) return std::nullopt;
    number.digits = number.digits * 10 + static_cast<std::uint64_t>(c - '0');
    if (point) number.divisor *= 10;
  }
  if (count == 0) return std::nullopt;
  text.remove_prefix(used);
  return number;
}

std::string names(std::span<const Unit> units) {
  std::string all;
  for (const auto& unit : units) all += (all.empty() ? "" : ", ") + std::string(unit.name);
  return all;
}

/// The text as a whole number of `grain` times the smallest unit.
Measured<std::uint64_t> parse(std::string_view text, std::span<const Unit> units, std::uint64_t grain,
                              std::string_view grain_name) {
  auto rest = text;
  const auto number = take_decimal(rest);
  if (!number) return {{}, "which does not begin with a number (of at most 18 digits)"};
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  const Unit* unit = nullptr;
  for (const auto& candidate : units)
    if (candidate.name == rest) unit = &candidate;
  if (unit == nullptr) {
    if (rest.empty()) return {{}, "which has no unit; units are " + names(units)};
    return {{}, "whose unit \"" + printable(rest, 20) + "\" is none of " + names(units)};
  }
  if (number->digits > std::numeric_limits<std::uint64_t>::max() / unit->scale) return {{}, "which is too large"};
  const auto scaled = number->digits * unit->scale;
  if (scaled % number->divisor != 0 || scaled / number->divisor % grain != 0)
    return {{}, "which is finer than 1 " + std::string(grain_name)};
  return {scaled / number->divisor / grain, {}};
}

}  // namespace

Measured<milliseconds> parse_duration(std::string_view text) {
  const auto parsed = parse(text, duration_units, 1000, "ms");
  if (!parsed.value) return {{}, parsed.wrong};
  return {milliseconds(static_cast<milliseconds::rep>(*parsed.value)), {}};
}

Measured<Bytes> parse_size(std::string_view text) {
  const auto parsed = parse(text, size_units, 1, "B");
  if (!parsed.value) return {{}, parsed.wrong};
  return {Bytes{*parsed.value}, {}};
}

std::string format_duration(milliseconds value) {
  const auto ms = value.count();
  if (ms != 0 && ms % 3'600'000 == 0) return std::to_string(ms / 3'600'000) + " h";
  if (ms != 0 && ms % 60'000 == 0) return std::to_string(ms / 60'000) + " min";
  if (ms != 0 && ms % 1'000 == 0) return std::to_string(ms / 1'000) + " s";
  if (ms > 1'000 && ms % 100 == 0) return std::to_string(ms / 1'000) + "." + std::to_string(ms % 1'000 / 100) + " s";
  return std::to_string(ms) + " ms";
}

std::string format_size(Bytes value) {
  const Unit* best = &size_units.front();
  for (const auto& unit : size_units)
    if (value.count != 0 && value.count % unit.scale == 0 && unit.scale > best->scale) best = &unit;
  return std::to_string(value.count / best->scale) + " " + std::string(best->name);
}

}  // namespace framewake
