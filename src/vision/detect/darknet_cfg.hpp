#pragma once
// The text that describes a Darknet network: sections with keys.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewake {

struct CfgSection {
  std::string_view name;  ///< with its brackets
  std::map<std::string_view, std::string_view> values;
};

/// Views into the text.
std::vector<CfgSection> cfg_sections(std::string_view cfg);

/// Nothing when the text is no whole number of at most a million.
std::optional<std::int64_t> cfg_number(std::string_view text);

/// Without blanks at its ends.
std::string_view without_blanks(std::string_view text);

/// The text with another `thresh` in all sections [yolo] and [region]. OpenCV keeps back what scores less than it (0.2 where
/// there is none).
std::string with_thresh(std::string_view cfg, std::string_view thresh);

}  // namespace framewake
