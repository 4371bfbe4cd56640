#pragma once
// WebSocket's masking (RFC 6455, 5.3), whole words at a time. No dependency: the mended websocketpp header includes it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace framewake {

/// output[i] = input[i] XOR byte i % 4 of `key` (in memory order). `output` may be `input`; no alignment is needed.
inline void xor_mask(const std::uint8_t* input, std::uint8_t* output, std::size_t length, std::uint32_t key) noexcept {
  using Block =
      std::array<std::uint64_t, 8>;  // copied in and out, so that the compiler may keep it in vector registers
  std::uint64_t wide = 0;
  std::memcpy(&wide, &key, 4);
  std::memcpy(reinterpret_cast<std::uint8_t*>(&wide) + 4, &key, 4);

  std::size_t i = 0;
  for (; i + sizeof(Block) <= length; i += sizeof(Block)) {
    Block block;
    std::memcpy(block.data(), input + i, sizeof(Block));
    for (auto& word : block) word ^= wide;
    std::memcpy(output + i, block.data(), sizeof(Block));
  }
  for (; i + sizeof(wide) <= length; i += sizeof(wide)) {
    std::uint64_t word = 0;
    std::memcpy(&word, input + i, sizeof(word));
    word ^= wide;
    std::memcpy(output + i, &word, sizeof(word));
  }
  std::array<std::uint8_t, 4> bytes{};
  std::memcpy(bytes.data(), &key, 4);
  for (; i < length; ++i) output[i] = input[i] ^ bytes[i % 4];
}

}  // namespace framewake
