#include "ingest/mask.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>
#include <websocketpp/frame.hpp>

namespace framewake {
namespace {

using Bytes8 = std::vector<std::uint8_t>;

Bytes8 pattern(std::size_t size) {
  Bytes8 bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{3});
  return bytes;
}

Bytes8 byte_by_byte(Bytes8 bytes, std::size_t from, std::size_t size, const std::array<std::uint8_t, 4>& key) {
  for (std::size_t i = 0; i < size; ++i) bytes[from + i] ^= key[i % 4];
  return bytes;
}

constexpr std::array<std::uint8_t, 4> key{0x81, 0x02, 0xf3, 0x44};
std::uint32_t key_word() {
  std::uint32_t word = 0;
  std::memcpy(&word, key.data(), 4);
  return word;
}

TEST(Mask, EqualsTheByteWiseDefinitionAtEveryAlignmentAndLength) {
  for (std::size_t from = 0; from < 16; ++from)
    for (std::size_t size = 0; size < 300; ++size) {
      const Bytes8 original = pattern(from + size + 16);
      Bytes8 bytes = original;
      xor_mask(bytes.data() + from, bytes.data() + from, size, key_word());
      ASSERT_EQ(bytes, byte_by_byte(original, from, size, key)) << from << " " << size;
    }
}

TEST(Mask, IntoAnotherBuffer) {
  const Bytes8 original = pattern(1000);
  Bytes8 out(1000, 0);
  xor_mask(original.data(), out.data(), 997, key_word());
  Bytes8 expected = byte_by_byte(original, 0, 997, key);
  expected[997] = expected[998] = expected[999] = 0;
  EXPECT_EQ(out, expected);
}

// What websocketpp calls for each part of a payload, the key turned on from part to part.
TEST(Mask, MendedWebsocketppKeepsTheKeyAcrossEverySplit) {
  websocketpp::frame::masking_key_type masking_key{};
  std::copy(key.begin(), key.end(), masking_key.c);
  const Bytes8 original = pattern(200);
  const Bytes8 expected = byte_by_byte(original, 0, original.size(), key);
  for (std::size_t first = 0; first <= 200; ++first)
    for (std::size_t second = first; second <= 200; second += 1 + second % 3) {
      Bytes8 bytes = original;
      std::size_t prepared = websocketpp::frame::prepare_masking_key(masking_key);
      prepared = websocketpp::frame::byte_mask_circ(bytes.data(), first, prepared);
      prepared = websocketpp::frame::byte_mask_circ(bytes.data() + first, second - first, prepared);
      websocketpp::frame::byte_mask_circ(bytes.data() + second, 200 - second, prepared);
      ASSERT_EQ(bytes, expected) << first << " " << second;
    }
}

}  // namespace
}  // namespace framewake
