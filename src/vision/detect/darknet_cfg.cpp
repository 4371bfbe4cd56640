#include "vision/detect/darknet_cfg.hpp"

#include <algorithm>
#include <charconv>

namespace framewake {
namespace {

constexpr std::int64_t most_in_cfg = 1'000'000;

/// Takes it off the text.
std::string_view next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const std::string_view line = without_blanks(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r"), last = text.find_last_not_of(" \t\r");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

std::vector<CfgSection> cfg_sections(std::string_view cfg) {
  std::vector<CfgSection> sections;
  while (!cfg.empty()) {
    const std::string_view line = next_line(cfg);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[')
      sections.push_back({line, {}});
    else if (const auto equals = line.find('='); equals != std::string_view::npos && !sections.empty())
      sections.back().values[without_blanks(line.substr(0, equals))] = without_blanks(line.substr(equals + 1));
  }
  return sections;
}

std::optional<std::int64_t> cfg_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < -most_in_cfg || number > most_in_cfg)
    return std::nullopt;
  return number;
}

std::string with_thresh(std::string_view cfg, std::string_view thresh) {
  std::string changed;
  bool within = false;
  while (!cfg.empty()) {
    const std::string_view line = next_line(cfg);
    const bool is_thresh = within && without_blanks(line.substr(0, line.find('='))) == "thresh";
    if (!is_thresh) changed.append(line).append("\n");
    if (!line.starts_with('[')) continue;
    within = line.starts_with("[yolo]") || line.starts_with("[region]");
    if (within) changed.append("thresh=").append(thresh).append("\n");
  }
  return changed;
}

}  // namespace framewake
