#pragma once
// Which of a model's detections count, and how sure it must be of each label.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace framewake {

/// "person=0.4": a label and the score from which on it counts, 0 to 1; nothing when it says something else.
std::optional<std::pair<std::string, float>> parse_class_score(const std::string& text);

class ScoreRules {
 public:
  /// What scores so much is told to the stages behind, whatever counts.
  static constexpr double faint = 0.1;

  /// `score`: of the labels without a text of their own in `scores`. `classes`: the labels that are wanted; empty: all.
  ScoreRules(double score, const std::vector<std::string>& scores, std::vector<std::string> classes);

  /// The score below which a detection is of no use to anyone, not even to continue a track.
  float floor() const;
  /// The score from which on this label counts.
  float enough(const std::string& label) const;
  /// Which option says so.
  std::string_view key_of(const std::string& label) const { return scores_.contains(label) ? "scores" : "score"; }
  bool is_wanted(const std::string& label) const;

 private:
  float score_;
  std::map<std::string, float> scores_;
  std::vector<std::string> classes_;
};

}  // namespace framewake
