#include "config/problem.hpp"

#include <algorithm>
#include <ostream>
#include <tuple>

#include "base/log.hpp"

namespace framewake {

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

void Problems::add(const Where& where, std::string_view key, std::string what) {
  constexpr std::size_t longest_key = 200;
  found_.push_back({where.file, where.line, where.column, printable(key, longest_key), std::move(what)});
}

bool Problems::about(std::string_view key) const {
  return std::any_of(found_.begin(), found_.end(), [&](const auto& problem) { return problem.key == key; });
}

std::vector<ConfigProblem> Problems::sorted(const std::vector<std::string>& files) const {
  const auto place = [&](const ConfigProblem& p) {
    return std::tuple(std::find(files.begin(), files.end(), p.file) - files.begin(), p.line, p.column);
  };
  auto all = found_;
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return all;
}

}  // namespace framewake
