#include "ingest/envelope.hpp"

#include <algorithm>
#include <array>

namespace framewake {
namespace {

constexpr std::array<std::byte, 4> magic{std::byte{'F'}, std::byte{'W'}, std::byte{'K'}, std::byte{'1'}};

std::uint64_t big_endian(std::span<const std::byte> eight) noexcept {
  std::uint64_t value = 0;
  for (const std::byte b : eight) value = value << 8 | std::to_integer<std::uint64_t>(b);
  return value;
}

}  // namespace

EnvelopeReading read_envelope(std::span<const std::byte> bytes) noexcept {
  if (bytes.size() < magic.size() || !std::equal(magic.begin(), magic.end(), bytes.begin())) return {};
  if (bytes.size() < Envelope::size) return {{}, "the envelope is shorter than 24 bytes"};
  if (bytes[4] != std::byte{1}) return {{}, "the envelope's version is not 1"};
  for (const std::byte reserved : bytes.subspan(5, 3))
    if (reserved != std::byte{0}) return {{}, "the envelope's reserved bytes are not zero"};
  return {Envelope{big_endian(bytes.subspan(8, 8)), big_endian(bytes.subspan(16, 8))}, {}};
}

}  // namespace framewake
