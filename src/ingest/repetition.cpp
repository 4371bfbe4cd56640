#include "ingest/repetition.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <functional>
#include <string_view>
#include <utility>

namespace framewake {
namespace {

std::uint64_t hash(std::span<const std::byte> bytes) {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// Of the size, eight bytes each from places all over the image, and the last ones.
std::uint64_t hash_of_sample(std::span<const std::byte> image) {
  constexpr std::size_t places = 16;
  constexpr std::size_t piece = 8;
  constexpr std::size_t tail = 128;
  constexpr std::size_t size_bytes = sizeof(std::size_t);
  if (image.size() <= places * piece + tail) return hash(image);
  std::array<std::byte, size_bytes + places * piece + tail> sample{};
  auto* to = sample.data();
  const std::size_t size = image.size();
  std::memcpy(to, &size, size_bytes);
  to += size_bytes;
  for (std::size_t i = 0; i < places; ++i, to += piece)
    std::memcpy(to, image.data() + i * (size - piece) / places, piece);
  std::memcpy(to, image.data() + size - tail, tail);
  return hash(sample);
}

/// Of all of it: four sums side by side, as in wyhash and xxHash, for std::hash alone costs as much as receiving does. Each
/// step is reversible, so that a difference in one word is never lost.
std::uint64_t hash_of_all(std::span<const std::byte> image) {
  constexpr std::size_t step = 4 * sizeof(std::uint64_t);
  std::uint64_t a = image.size(), b = 0, c = 0, d = 0;
  for (; image.size() >= step; image = image.subspan(step)) {
    std::array<std::uint64_t, 4> words;
    std::memcpy(words.data(), image.data(), step);
    a = std::rotl((a ^ words[0]) * 0x9e3779b97f4a7c15, 29);
    b = std::rotl((b ^ words[1]) * 0xbf58476d1ce4e5b9, 29);
    c = std::rotl((c ^ words[2]) * 0x94d049bb133111eb, 29);
    d = std::rotl((d ^ words[3]) * 0xd6e8feb86659fd93, 29);
  }
  const std::array<std::uint64_t, 4> sums{a, b, c, d};
  return hash(std::as_bytes(std::span(sums))) ^ std::rotl(hash(image), 32);
}

}  // namespace

bool Repetition::again(std::span<const std::byte> image, std::optional<std::uint64_t> capture_us) {
  const auto captured_before = std::exchange(capture_us_, capture_us);
  const bool same_picture = same_bytes(image);
  return same_picture || (capture_us && capture_us == captured_before);
}

bool Repetition::same_bytes(std::span<const std::byte> image) {
  const auto sample = hash_of_sample(image);
  const auto all_before = std::exchange(all_, std::nullopt);
  if (std::exchange(sample_, sample) != sample) return false;
  all_ = hash_of_all(image);
  return all_ == all_before;
}

}  // namespace framewake
