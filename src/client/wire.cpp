#include "client/wire.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.hpp"

namespace framewake {
namespace {

using Json = nlohmann::json;

std::optional<std::int64_t> whole_number(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  if (found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  return found->get<std::int64_t>();
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? printable(found->get<std::string>()) : "";
}

bool read_clock(const Json& object, ServerMessage& message) {
  const auto t0 = whole_number(object, "t0");
  const auto t1 = whole_number(object, "t1");
  const auto t2 = whole_number(object, "t2");
  if (!t0 || !t1 || !t2) return false;
  message.t0 = microseconds(*t0);
  message.t1 = microseconds(*t1);
  message.t2 = microseconds(*t2);
  return true;
}

Advice read_advice(const Json& object) {
  Advice advice;
  const auto next = object.find("next");
  if (next == object.end() || !next->is_object()) return advice;
  constexpr double fewest = 0.001, most = 1000;
  if (const auto fps = next->find("fps"); fps != next->end() && fps->is_number() && fps->get<double>() > 0)
    advice.fps = std::clamp(fps->get<double>(), fewest, most);
  const auto size = next->find("size");
  if (size == next->end() || !size->is_array() || size->size() != 2) return advice;
  constexpr std::int64_t largest = 65'535;
  std::array<int, 2> sides{};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const Json& side = (*size)[i];
    if (!side.is_number_integer() || side.get<std::int64_t>() < 1 || side.get<std::int64_t>() > largest) return advice;
    sides[i] = side.get<int>();
  }
  advice.size = sides;
  return advice;
}

}  // namespace

EnvelopeBytes write_envelope(std::uint64_t seq, microseconds captured) noexcept {
  EnvelopeBytes bytes{'F', 'W', 'K', '1', 1};
  const auto put = [&](std::size_t at, std::uint64_t value) {
    for (std::size_t i = 0; i < 8; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  };
  put(8, seq);
  put(16, static_cast<std::uint64_t>(captured.count()));
  return bytes;
}

std::string write_clock_question(microseconds t0) {
  return R"({"type":"clock","t0":)" + std::to_string(t0.count()) + "}";
}

std::string write_offset(microseconds offset) {
  return R"({"type":"offset","us":)" + std::to_string(offset.count()) + "}";
}

std::optional<ServerMessage> read_server_message(std::string_view text) {
  const Json object = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  ServerMessage message;
  if (const auto seq = whole_number(object, "seq"); seq && *seq >= 0) message.seq = static_cast<std::uint64_t>(*seq);
  const std::string type = text_of(object, "type");
  if (type == "result") {
    message.kind = ServerMessage::Kind::result;
    message.advice = read_advice(object);
  } else if (type == "follow_up") {
    message.kind = ServerMessage::Kind::follow_up;
  } else if (type == "rejected") {
    message.kind = ServerMessage::Kind::rejected;
    message.reason = text_of(object, "reason");
    message.detail = text_of(object, "detail");
  } else if (type == "clock") {
    if (!read_clock(object, message)) return std::nullopt;
    message.kind = ServerMessage::Kind::clock;
  }
  return message;
}

}  // namespace framewake
