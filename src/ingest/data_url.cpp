#include "ingest/data_url.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace framewake {
namespace {

constexpr std::uint8_t no_digit = 0xff;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(no_digit);
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    digits[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return digits;
}
constexpr auto digits = make_digits();

std::uint32_t digit(char c) noexcept {
  return digits[static_cast<std::uint8_t>(c)];
}
char low_byte(std::uint32_t bits) noexcept {
  return static_cast<char>(bits & 0xff);
}

bool begins_with(std::string_view text, std::string_view lower_case) noexcept {
  if (text.size() < lower_case.size()) return false;
  for (std::size_t i = 0; i < lower_case.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    if (c != lower_case[i]) return false;
  }
  return true;
}

constexpr std::string_view not_base64 = "the data URL is not strict base64";

/// Decodes text[from…] to text[0…] and cuts the text. The writing end never overtakes the reading end.
std::string_view decode_base64(std::string& text, std::size_t from) noexcept {
  std::size_t end = text.size();
  const std::size_t with_padding = end - from;
  if (with_padding % 4 == 0)  // only then can there be padding, of at most two
    for (int i = 0; i < 2 && end > from && text[end - 1] == '='; ++i) --end;

  std::size_t out = 0;
  for (; end - from >= 4; from += 4) {
    const std::uint32_t a = digit(text[from]), b = digit(text[from + 1]);
    const std::uint32_t c = digit(text[from + 2]), d = digit(text[from + 3]);
    if ((a | b | c | d) == no_digit) return not_base64;
    const std::uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    text[out++] = low_byte(bits >> 16);
    text[out++] = low_byte(bits >> 8);
    text[out++] = low_byte(bits);
  }

  const std::size_t left = end - from;
  if (left == 1) return not_base64;
  if (left > 1) {
    const std::uint32_t a = digit(text[from]), b = digit(text[from + 1]), c = left == 3 ? digit(text[from + 2]) : 0;
    if ((a | b | c) == no_digit) return not_base64;
    const std::uint32_t bits = a << 18 | b << 12 | c << 6;
    const std::uint32_t unused = left == 3 ? 0xff : 0xffff;
    if ((bits & unused) != 0) return not_base64;
    text[out++] = low_byte(bits >> 16);
    if (left == 3) text[out++] = low_byte(bits >> 8);
  }
  text.resize(out);
  return {};
}

}  // namespace

bool is_data_url(std::string_view text) noexcept {
  return begins_with(text, "data:");
}

std::string_view decode_data_url(std::string& text) noexcept {
  if (!begins_with(text, "data:image/")) return "the data URL is not one of an image (data:image/…;base64,…)";
  constexpr std::size_t longest_head = 128;  // media type and parameters
  const std::size_t comma = std::string_view(text).substr(0, longest_head).find(',');
  if (comma == std::string_view::npos) return "the data URL has no comma within its first 128 characters";
  constexpr std::string_view marker = ";base64";
  if (comma < marker.size() ||
      !begins_with(std::string_view(text).substr(comma - marker.size(), marker.size()), marker))
    return "the data URL is not base64 (data:image/…;base64,…)";
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  return decode_base64(text, std::min(comma + 1, text.size()));
}

}  // namespace framewake
