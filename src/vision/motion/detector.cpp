#include "vision/motion/detector.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "vision/motion/light.hpp"
#include "vision/motion/shake.hpp"
#include "vision/motion/verdict.hpp"

namespace framewake {
namespace {

enum Verdict : std::uint8_t { speck, moves, explained };

constexpr int once_from = 6;  ///< a component of fewer pixels must be seen in two pictures that follow one another …
constexpr float twice_within = 0.2F;       ///< … so many seconds apart at most
constexpr std::size_t most_regions = 256;  ///< before merging; of more, the largest

float seconds(Duration d) {
  return std::chrono::duration<float>(d).count();
}

void copy_rows(const cv::Mat& from, std::vector<std::uint8_t>& to) {
  const auto columns = static_cast<std::size_t>(from.cols);
  to.resize(from.total());
  for (int y = 0; y < from.rows; ++y) std::memcpy(&to[static_cast<std::size_t>(y) * columns], from.ptr(y), columns);
}

/// Calls visit(pixel) for the marked ones. Most of a picture is quiet: eight pixels at a time.
template <class Visit>
void for_each_marked(std::span<const std::uint8_t> marks, Visit visit) {
  for (std::size_t i = 0; i < marks.size(); ++i) {
    std::uint64_t eight = 0;
    while (i + 8 <= marks.size() && (std::memcpy(&eight, &marks[i], 8), eight == 0)) i += 8;
    if (i < marks.size() && marks[i] != Background::quiet) visit(i);
  }
}

}  // namespace

Movement MotionDetector::look(const cv::Mat& gray, const cv::Mat& ignored, TimePoint arrival, std::uint64_t session) {
  const bool fresh =
      gray.cols != width_ || gray.rows != height_ || session != session_ || arrival - last_ > settings_.relearn_gap;
  width_ = gray.cols;
  height_ = gray.rows;
  session_ = session;
  copy_in(gray, ignored);
  if (fresh) return start_anew(arrival, true);

  const float dt = seconds(std::max(arrival - last_, Duration::zero()));
  last_ = std::max(arrival, last_);
  const Light light = fit_light(gray_, background_.mean(), ignored_, settings_.background.threshold);
  shift_ = fit_shift(gray_, background_.mean(), ignored_, width_, light);
  if (shift_.x != 0 || shift_.y != 0) take_back(shift_, gray_, width_, scratch_);
  marks_ = background_.look(gray_, light, dt);
  if (changed_share() > settings_.lightning) return start_anew(arrival, false);

  if (dt > twice_within) before_.clear();
  now_changed_.assign(marks_.begin(), marks_.end());
  const int moving = judge(light);
  before_.swap(now_changed_);
  keep_moving(dt);
  if (arrival - started_ < settings_.warm_up) return {.learning = true, .looked_at = looked_at_, .regions = {}};
  return {.looked_at = looked_at_, .moving = moving, .regions = regions_};
}

void MotionDetector::copy_in(const cv::Mat& gray, const cv::Mat& ignored) {
  copy_rows(gray, gray_);
  if (ignored.empty())
    ignored_.assign(gray_.size(), 0);
  else
    copy_rows(ignored, ignored_);
  looked_at_ = static_cast<int>(std::count(ignored_.begin(), ignored_.end(), std::uint8_t{0}));
}

Movement MotionDetector::start_anew(TimePoint arrival, bool fresh) {
  started_ = arrival;
  last_ = arrival;
  background_.restart(gray_, width_, settings_.background);
  marks_ = {};
  before_.clear();
  return {.fresh = fresh, .learning = true, .looked_at = looked_at_, .regions = {}};
}

/// Takes away the marks of what is ignored, and returns how much of the rest is marked.
double MotionDetector::changed_share() {
  int changed = 0;
  for_each_marked(marks_, [&](std::size_t i) {
    if (ignored_[i] != 0) marks_[i] = Background::quiet;
    changed += ignored_[i] != 0 ? 0 : 1;
  });
  return looked_at_ == 0 ? 0 : static_cast<double>(changed) / looked_at_;
}

/// Says of each component what it is, outlines the moving ones, and returns how many pixels they have.
int MotionDetector::judge(Light light) {
  const auto components = finder_.find(marks_, width_);
  const auto suspect = [&](std::size_t i) {
    return Suspect{components[i], static_cast<int>(i), finder_, gray_, width_};
  };
  verdicts_.assign(components.size(), speck);
  largest_.clear();
  int moving = 0;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (!counts(components[i], suspect(i))) continue;
    if (settle_light(suspect(i), background_, settings_.background.threshold) ||
        settle_ghost(suspect(i), background_)) {
      verdicts_[i] = explained;
      continue;
    }
    verdicts_[i] = moves;
    moving += components[i].pixels;
    largest_.push_back(i);
  }
  std::sort(largest_.begin(), largest_.end(),
            [&](std::size_t a, std::size_t b) { return components[a].pixels > components[b].pixels; });
  if (largest_.size() > most_regions) largest_.resize(most_regions);
  regions_.clear();
  for (const std::size_t i : largest_) {
    const Outline o = outliner_.find(suspect(i), background_.mean(), light);
    regions_.push_back({o.left + shift_.x, o.top + shift_.y, o.right + shift_.x, o.bottom + shift_.y});
  }
  return moving;
}

/// Large enough, somewhere beyond doubt, and, if it is tiny, there in the picture before too: drops and sparks are not.
bool MotionDetector::counts(const Component& component, const Suspect& suspect) const {
  if (component.strong == 0 || component.pixels < settings_.smallest * looked_at_) return false;
  if (component.pixels >= once_from || before_.empty()) return true;
  bool again = false;
  for_each_pixel(suspect, [&](std::size_t i, int, int) { again = again || before_[i] != Background::quiet; });
  return again;
}

/// Leaves only the marks of what moves; where specks are, the background is noisier than thought.
void MotionDetector::keep_moving(float dt) {
  const float noisier = 1 - std::exp(-dt / settings_.background.learn);
  for_each_marked(marks_, [&](std::size_t i) {
    const auto verdict = verdicts_[static_cast<std::size_t>(finder_.component_of(i))];
    if (verdict == speck) background_.distrust(i, noisier);
    if (verdict != moves) marks_[i] = Background::quiet;
  });
}

}  // namespace framewake
