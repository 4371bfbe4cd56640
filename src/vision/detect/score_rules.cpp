#include "vision/detect/score_rules.hpp"

#include <algorithm>
#include <charconv>

namespace framewake {

std::optional<std::pair<std::string, float>> parse_class_score(const std::string& text) {
  const auto at = text.rfind('=');
  if (at == std::string::npos || at == 0) return std::nullopt;
  float score = 0;
  const auto [end, error] = std::from_chars(text.data() + at + 1, text.data() + text.size(), score);
  if (error != std::errc() || end != text.data() + text.size() || !(score >= 0) || !(score <= 1)) return std::nullopt;
  return std::pair(text.substr(0, at), score);
}

ScoreRules::ScoreRules(double score, const std::vector<std::string>& scores, std::vector<std::string> classes)
    : score_(static_cast<float>(score)), classes_(std::move(classes)) {
  for (const std::string& text : scores)
    if (const auto one = parse_class_score(text)) scores_.insert(*one);
}

float ScoreRules::floor() const {
  float floor = std::min(static_cast<float>(faint), score_);
  for (const auto& [label, score] : scores_) floor = std::min(floor, score);
  return floor;
}

float ScoreRules::enough(const std::string& label) const {
  const auto own = scores_.find(label);
  return own == scores_.end() ? score_ : own->second;
}

bool ScoreRules::is_wanted(const std::string& label) const {
  return classes_.empty() || std::find(classes_.begin(), classes_.end(), label) != classes_.end();
}

}  // namespace framewake
