#pragma once
// Bits out of bytes, from the highest bit on. Private to decode/.

#include <bit>
#include <cstdint>
#include <cstring>

namespace framewake {

/// Reads without looking for an end: whoever uses it checks from time to time how far it has come, and sees to it that what it
/// may have read until then is memory of ours. To be passed by value, so that it lives in registers.
struct SkimBits {
  const unsigned char* next = nullptr;  ///< the first byte of which nothing counts as read in advance
  std::uint64_t bits = 0;               ///< the bits to come, from the highest on
  unsigned count = 0;                   ///< of them are valid, at most 63

  /// At least 56 bits are there after it. Reads 8 bytes.
  void refill() noexcept {
    std::uint64_t word;
    std::memcpy(&word, next, sizeof(word));
    if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
    bits |= word >> count;
    next += (63 - count) >> 3;
    count |= 56;
  }

  /// The next `n` bits, 1 to 32; they must be there.
  unsigned peek(unsigned n) const noexcept { return static_cast<unsigned>(bits >> (64 - n)); }

  /// `n` in its lowest 6 bits; so many must be there.
  void drop(unsigned n) noexcept {
    bits <<= n & 63;
    count -= n & 63;
  }

  /// Takes back the last `n` bits, which were dropped before; then at least 49 bits are there.
  void take_back(unsigned n) noexcept {
    const unsigned unread = count + n, bytes = (unread + 7) / 8;
    next -= bytes;
    bits = 0;
    count = 0;
    refill();
    drop(bytes * 8 - unread);
  }

  /// The next `size` bits (0 to 16) as a number, as JPEG writes them: the lower half is negative.
  int take_number(unsigned size) noexcept {
    if (size == 0) return 0;
    const int number = static_cast<int>(peek(size));
    drop(size);
    return number < 1 << (size - 1) ? number - (1 << size) + 1 : number;
  }

  /// Bits that have been read since `begin`.
  std::int64_t read_since(const unsigned char* begin) const noexcept {
    return (next - begin) * 8 - static_cast<std::int64_t>(count);
  }
};

}  // namespace framewake
