#include "decode/skim_data.hpp"

#include <cstring>
#include <limits>
#include <new>

#include "frame/jpeg_segments.hpp"

namespace framewake {

bool SkimData::read(std::span<const std::byte> rest, std::size_t segments) {
  if (segments == 0 || segments > rest.size() || rest.size() > std::numeric_limits<std::uint32_t>::max()) return false;
  unsigned char* const bytes = bytes_buffer_.at_least(rest.size() + slack);
  ends_ = new (ends_buffer_.at_least(segments * sizeof(std::uint32_t))) std::uint32_t[segments];
  bytes_ = bytes;

  constexpr unsigned char eoi = jpeg::eoi, rst0 = jpeg::rst0;
  const auto* at = reinterpret_cast<const unsigned char*>(rest.data());
  const auto* const end = at + rest.size();
  unsigned char* out = bytes;
  for (std::size_t number = 0;;) {
    const auto* found = static_cast<const unsigned char*>(std::memchr(at, 0xFF, static_cast<std::size_t>(end - at)));
    if (found == nullptr || end - found < 2) return false;
    const unsigned char second = found[1];
    const auto length = static_cast<std::size_t>(found - at) + (second == 0 ? 1 : 0);
    std::memcpy(out, at, length);
    out += length;
    at = found + 2;
    if (second == 0) continue;
    ends_[number] = static_cast<std::uint32_t>(out - bytes);
    const bool is_last = ++number == segments;
    if (second != (is_last ? eoi : rst0 + (number - 1) % 8)) return false;
    if (is_last) break;
  }
  std::memset(out, 0, slack);
  return true;
}

}  // namespace framewake
