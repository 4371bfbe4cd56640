#include "ingest/clock_exchange.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

namespace framewake {
namespace {

using nlohmann::json;

constexpr std::size_t longest_text = 256;  // no message of ours is longer; what is longer is not parsed

std::optional<std::int64_t> as_microseconds(const json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_number_float()) return std::nullopt;
  constexpr double limit = 9e18;  // below 2^63, so that rounding cannot overflow
  const double number = value.get<double>();
  if (!(std::abs(number) < limit)) return std::nullopt;
  return std::llround(number);
}

}  // namespace

std::variant<std::monostate, ClockQuestion, ClockOffset> read_clock_message(std::string_view text) {
  if (text.size() > longest_text) return {};
  const json message = json::parse(text, nullptr, false);
  if (!message.is_object()) return {};
  const auto type = message.find("type");
  if (type == message.end()) return {};
  if (*type == "clock") {
    const auto t0 = message.find("t0");
    if (t0 != message.end() && t0->is_number()) return ClockQuestion{t0->dump()};
  } else if (*type == "offset") {
    const auto us = message.find("us");
    if (us == message.end()) return {};
    if (const auto value = as_microseconds(*us)) return ClockOffset{*value};
  }
  return {};
}

std::string clock_answer(const ClockQuestion& question, std::int64_t t1, std::int64_t t2) {
  return R"({"type":"clock","t0":)" + question.t0 + R"(,"t1":)" + std::to_string(t1) + R"(,"t2":)" +
         std::to_string(t2) + "}";
}

std::int64_t wall_clock_us() noexcept {
  return std::chrono::duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::optional<microseconds> capture_to_arrival(std::uint64_t capture_us, std::int64_t offset_us,
                                               std::int64_t arrival_us) noexcept {
  constexpr std::int64_t most = 3'600'000'000;
  constexpr std::int64_t least = -1'000'000;
  std::int64_t captured = 0;
  std::int64_t age = 0;
  if (__builtin_add_overflow(capture_us, offset_us, &captured)) return std::nullopt;
  if (__builtin_sub_overflow(arrival_us, captured, &age)) return std::nullopt;
  if (age < least || age > most) return std::nullopt;
  return microseconds(std::max<std::int64_t>(age, 0));
}

}  // namespace framewake
