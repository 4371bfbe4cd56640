#include "config/problem.hpp"

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <tuple>

#include "base/log.hpp"

namespace framewake {

namespace {
constexpr std::size_t longest_key = 200;
}

std::string to_string(const ConfigProblem& problem) {
  std::string text = problem.file;
  if (problem.line > 0) text += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  for (const std::string* part : {&problem.key, &problem.what})
    if (!part->empty()) text += (text.empty() ? "" : ": ") + *part;
  return text;
}

std::ostream& operator<<(std::ostream& out, const ConfigProblem& problem) {
  return out << to_string(problem);
}

void sort_by_place(std::vector<ConfigProblem>& problems, const std::vector<std::string>& files) {
  const auto place = [&](const ConfigProblem& p) {
    return std::tuple(std::find(files.begin(), files.end(), p.file) - files.begin(), p.line, p.column);
  };
  std::stable_sort(problems.begin(), problems.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
}

bool any_about(const std::vector<ConfigProblem>& problems, std::string_view key) {
  const std::string shown = printable(key, longest_key);
  return std::any_of(problems.begin(), problems.end(), [&](const ConfigProblem& problem) {
    return problem.key == shown || problem.key.starts_with(shown + ".");
  });
}

void Problems::add(const Where& where, std::string_view key, std::string what) {
  found_.push_back({where.file, where.line, where.column, printable(key, longest_key), std::move(what)});
}

bool Problems::about(std::string_view key) const {
  return std::any_of(found_.begin(), found_.end(), [&](const auto& problem) { return problem.key == key; });
}

bool Problems::about_any(std::string_view ending) const {
  return std::any_of(found_.begin(), found_.end(), [&](const auto& problem) { return problem.key.ends_with(ending); });
}

std::vector<ConfigProblem> Problems::since(std::size_t count) const {
  return {found_.begin() + static_cast<std::ptrdiff_t>(count), found_.end()};
}

std::vector<ConfigProblem> Problems::sorted(const std::vector<std::string>& files) const {
  auto all = found_;
  sort_by_place(all, files);
  return all;
}

}  // namespace framewake
