// OpenCV takes the numbers of a cascade for places in its own lists without a look at them. Known here is the form in which
// its training writes them; what is older is made into that by OpenCV itself.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

#include "vision/detect/unfit.hpp"

namespace framewake {
namespace {

/// The elements of an XML text, one tag after the other. What is none ends it.
class Tags {
 public:
  explicit Tags(std::string_view text) : rest_(text) {}

  bool next() {
    while (true) {
      const auto open = rest_.find('<');
      if (open == std::string_view::npos) return false;
      before = rest_.substr(0, open);
      rest_.remove_prefix(open);
      const bool is_comment = rest_.starts_with("<!--");
      const std::string_view end = is_comment ? "-->" : ">";
      const auto close = rest_.find(end);
      if (close == std::string_view::npos) return false;
      std::string_view tag = rest_.substr(1, close - 1);
      rest_.remove_prefix(close + end.size());
      if (is_comment || tag.starts_with('?') || tag.ends_with('/')) continue;
      is_end = tag.starts_with('/');
      if (is_end) tag.remove_prefix(1);
      name = tag.substr(0, tag.find_first_of(" \t\r\n"));
      return true;
    }
  }

  std::string_view before;  ///< the text between the tag before and this one
  std::string_view name;
  bool is_end = false;

 private:
  std::string_view rest_;
};

std::vector<double> numbers_in(std::string_view text) {
  std::vector<double> numbers;
  while (true) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return numbers;
    text.remove_prefix(begin);
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
    if (end == text.data()) return numbers;
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
}

double number_in(std::string_view text) {
  const auto numbers = numbers_in(text);
  return numbers.empty() ? 0 : numbers.front();
}

/// What of a cascade counts here, gathered on the way through its file.
class CascadeParts {
 public:
  explicit CascadeParts(std::string_view xml) {
    for (Tags tags(xml); tags.next();) take(tags);
  }

  std::string why_unfit() const {
    if (features_ == 0) return {};  // in another form, or none, which OpenCV tells
    if (!has_places_) return "has a tree that leads to nowhere: it is broken";
    if (greatest_feature_ >= static_cast<double>(features_))
      return "asks for a feature that it has not: it is broken (it has " + std::to_string(features_) + ")";
    return are_within_ ? "" : "has a feature beyond its window: it is broken";
  }

 private:
  void take(const Tags& tag) {
    if (tag.name == "features") within_features_ = tag.is_end ? 0 : 1;
    if (within_features_ > 0 && tag.name == "_") {
      features_ += !tag.is_end && within_features_ == 1 ? 1 : 0;
      within_features_ += tag.is_end ? -1 : 1;
    }
    if (!tag.is_end) return;
    if (tag.name == "maxCatCount") categories_ = number_in(tag.before);
    if (tag.name == "width" && width_ == 0) width_ = number_in(tag.before);
    if (tag.name == "height" && height_ == 0) height_ = number_in(tag.before);
    if (tag.name == "internalNodes") nodes_ = numbers_in(tag.before);
    if (tag.name == "leafValues") check_tree(numbers_in(tag.before).size());
    if (tag.name == "rect") check_blocks(numbers_in(tag.before));
  }

  /// Nodes are: where to go on (as it is less, or more), the feature, and a limit or a set of 32 categories a number. To go on
  /// at 0 or less is a leaf.
  void check_tree(std::size_t leaves) {
    constexpr double categories_a_number = 32, most_categories = 4096;
    if (!(categories_ >= 0) || categories_ > most_categories) return void(has_places_ = false);
    const auto step = 3 + (categories_ > 0 ? static_cast<std::size_t>((categories_ + 31) / categories_a_number) : 1);
    const std::size_t whole_nodes = nodes_.size() / step;
    const auto count = static_cast<double>(whole_nodes);
    has_places_ = has_places_ && count > 0;
    for (std::size_t at = 0; at + step <= nodes_.size(); at += step) {
      for (const double to : {nodes_[at], nodes_[at + 1]})
        has_places_ = has_places_ && (to > 0 ? to < count : -to < static_cast<double>(leaves));
      has_places_ = has_places_ && nodes_[at + 2] >= 0;
      greatest_feature_ = std::max(greatest_feature_, nodes_[at + 2]);
    }
    nodes_.clear();
  }

  /// Of LBP: 3 × 3 blocks, of which the first is told.
  void check_blocks(const std::vector<double>& rect) {
    are_within_ = are_within_ && rect.size() == 4 && rect[0] >= 0 && rect[1] >= 0 && rect[2] >= 1 && rect[3] >= 1 &&
                  rect[0] + 3 * rect[2] <= width_ && rect[1] + 3 * rect[3] <= height_;
  }

  std::size_t features_ = 0;
  int within_features_ = 0;  ///< how deep, from 1
  double categories_ = 0, width_ = 0, height_ = 0;
  std::vector<double> nodes_;  ///< of the last tree
  double greatest_feature_ = 0;
  bool has_places_ = true;
  bool are_within_ = true;
};

}  // namespace

std::string why_cascade_is_unfit(std::string_view xml) {
  return CascadeParts(xml).why_unfit();
}

}  // namespace framewake
