#include "base/log_fields.hpp"

#include "base/log.hpp"

namespace framewake {
namespace {

constexpr char separator = '\x1f';  // "unit separator": printable() lets none through

std::size_t end_of_text(std::string_view line) noexcept {
  return std::min(line.find(separator), line.size());
}

}  // namespace

std::string with_fields(std::string text, std::initializer_list<LogField> fields) {
  for (const auto& [name, value] : fields) {
    text += separator;
    text += name;
    text += '=';
    text += value;
  }
  return text;
}

std::string with_note(std::string_view line, std::string_view note) {
  const std::size_t end = end_of_text(line);
  return std::string(line.substr(0, end)).append(note).append(line.substr(end));
}

std::string_view text_of_line(std::string_view line) noexcept {
  return line.substr(0, end_of_text(line));
}

std::vector<std::string_view> fields_of_line(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t at = end_of_text(line); at < line.size();) {
    line.remove_prefix(at + 1);
    at = end_of_text(line);
    fields.push_back(line.substr(0, at));
  }
  return fields;
}

void log_with(spdlog::level::level_enum level, std::string text, std::initializer_list<LogField> fields) {
  if (!spdlog::should_log(level)) return;
  spdlog::log(level, "{}", with_fields(std::move(text), fields));
}

}  // namespace framewake
