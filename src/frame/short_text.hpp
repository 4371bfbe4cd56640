#pragma once
// A short text that lives where it stands: copied like a number, without any memory of its own.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace framewake {

/// At most `most` bytes. A longer text is cut between two characters (of UTF-8) and ends in "...".
template <std::size_t most>
class ShortText {
  static_assert(most >= 8 && most < 256);

 public:
  ShortText() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): it is such a text, but for its length
  ShortText(const std::convertible_to<std::string_view> auto& from) {
    const std::string_view text = from;
    static constexpr std::string_view dots = "...";
    const bool whole = text.size() <= most;
    std::size_t kept = whole ? text.size() : most - dots.size();
    while (!whole && kept > 0 && (static_cast<unsigned char>(text[kept]) & 0xC0U) == 0x80U) --kept;
    std::memcpy(bytes_.data(), text.data(), kept);
    if (!whole) std::memcpy(bytes_.data() + kept, dots.data(), dots.size());
    size_ = static_cast<std::uint8_t>(whole ? kept : kept + dots.size());
  }

  std::string_view view() const noexcept { return {bytes_.data(), size_}; }
  bool empty() const noexcept { return size_ == 0; }
  bool operator==(const ShortText& other) const noexcept { return view() == other.view(); }

 private:
  std::array<char, most> bytes_{};
  std::uint8_t size_ = 0;
};

}  // namespace framewake
