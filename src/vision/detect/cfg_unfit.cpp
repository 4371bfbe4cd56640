#include <charconv>
#include <cstdint>
#include <span>

#include "vision/detect/darknet_cfg.hpp"
#include "vision/detect/model_file.hpp"
#include "vision/detect/unfit.hpp"

namespace framewake {
namespace {

/// As OpenCV reads it: what follows the number does not count, and what is none is 0.
std::int64_t number_as_read(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) return text.starts_with('-') ? INT64_MIN : INT64_MAX;
  return error == std::errc() ? number : 0;
}

std::string outside(const CfgSection& section, std::string_view key, std::string_view value, std::int64_t most) {
  constexpr std::size_t longest = 60;
  return "has \"" + std::string(key) + "=" + std::string(value.substr(0, longest)) + "\" in " +
         std::string(section.name.substr(0, longest)) + ", allowed: 1 to " + std::to_string(most);
}

std::string why_keys_are_unfit(const CfgSection& section, std::span<const std::string_view> keys, std::int64_t most) {
  for (const std::string_view key : keys) {
    const auto found = section.values.find(key);
    if (found == section.values.end()) continue;
    const std::int64_t number = number_as_read(found->second);
    if (number < 1 || number > most) return outside(section, key, found->second, most);
  }
  return {};
}

}  // namespace

std::string why_cfg_is_unfit(std::string_view cfg) {
  constexpr std::string_view sides[] = {"width", "height", "channels"};
  constexpr std::string_view divisors[] = {"filters",  "size",   "stride", "stride_x",
                                           "stride_y", "groups", "num",    "classes"};
  constexpr std::int64_t most = 1'000'000;
  for (const CfgSection& section : cfg_sections(cfg)) {
    std::string why = section.name == "[net]" ? why_keys_are_unfit(section, sides, largest_input)
                                              : why_keys_are_unfit(section, divisors, most);
    if (!why.empty()) return why;
  }
  return {};
}

}  // namespace framewake
