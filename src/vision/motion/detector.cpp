#include "vision/motion/detector.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <tuple>
#include <utility>

#include "vision/motion/light.hpp"
#include "vision/motion/marks.hpp"
#include "vision/motion/shake.hpp"
#include "vision/motion/verdict.hpp"

namespace framewake {
namespace {

enum Verdict : std::uint8_t { speck, moves, explained };

constexpr float stands_after = 1;      ///< seconds in which what has come does not move on
constexpr int usual_gaps = 3;          ///< a gap is so many times as long as the usual time between pictures
constexpr float lightning_within = 1;  ///< seconds
constexpr float same_shift = 0.5F;     ///< pixels by which a shift that stays may differ
constexpr std::chrono::seconds moved_after{5}, hardly_moved_after{60};
constexpr float goes_on_within = 0.5F;     ///< seconds between pictures in which a thing can be followed
constexpr std::size_t most_regions = 256;  ///< before merging; of more, the largest
constexpr std::size_t most_changes = 256;  ///< of more, one around all
constexpr std::int64_t most_walks = 16;    ///< pictures' worth of pixels walked to judge what lies within one another

float seconds(Duration d) {
  return std::chrono::duration<float>(d).count();
}

Component around(const Shade& shade) {
  return {shade.left, shade.top, shade.right, shade.bottom, shade.pixels, 0};
}

void copy_rows(const cv::Mat& from, std::vector<std::uint8_t>& to) {
  const auto columns = static_cast<std::size_t>(from.cols);
  to.resize(from.total());
  for (int y = 0; y < from.rows; ++y) std::memcpy(&to[static_cast<std::size_t>(y) * columns], from.ptr(y), columns);
}

}  // namespace

Movement MotionDetector::look(const cv::Mat& gray, const cv::Mat& ignored, TimePoint arrival, std::uint64_t session,
                              std::optional<Duration> silence, int denominator) {
  const Duration gap = silence.value_or(arrival - last_);
  NewStart start = is_gap(gap) ? NewStart::gap : NewStart::none;
  if (gray.cols != width_ || gray.rows != height_ || denominator != denominator_) start = NewStart::size;
  if (session != session_ || width_ == 0) start = NewStart::session;
  if (start != NewStart::session) last_gaps_ = {gap, last_gaps_[0]};
  if (gray.total() < gray_.size() / 4) forget();
  width_ = gray.cols;
  height_ = gray.rows;
  denominator_ = denominator;
  session_ = session;
  copy_in(gray, ignored);
  if (start != NewStart::none) return start_anew(arrival, start, gap);

  const float dt = seconds(std::max(arrival - last_, Duration::zero()));
  last_ = std::max(arrival, last_);
  Light light = fit_light(gray_, background_.mean(), ignored_, background_.threshold());
  const LocalLight::Usual usual{background_.mean(), ignored_, width_, background_.threshold(), background_.noise()};
  const bool locally_lit = local_light_.take_back(gray_, usual, light);
  if (locally_lit) light = {};
  shift_ = shaking_.fit(gray_, background_.mean(), ignored_, width_, light);
  const bool shaken = shift_.x != 0 || shift_.y != 0;
  if (shaken) take_back(shift_, gray_, width_, scratch_);
  if (!shaken && !locally_lit) background_.settle_highlights(gray_, light);
  marks_ = background_.look(gray_, light, dt);
  background_.relight(local_light_.gains(), dt);
  const double changed = changed_share();
  const bool lightning = is_lightning(changed, dt);
  if (lightning || is_moved(arrival)) {
    copy_in(gray, ignored);  // as it came, in its own light and place
    Movement movement = start_anew(arrival, lightning ? NewStart::lightning : NewStart::moved, gap);
    movement.changed = changed;
    movement.shift = shift_;
    return movement;
  }

  if (dt > goes_on_within) origins_.restart();
  fleeting_.begin(marks_, dt);
  const Shade shade = shades_.unmark(gray_, background_.mean(), width_, background_.noise(), marks_);
  const int moving = judge(dt);
  if (shade.pixels > 0 && shade.pixels >= settings_.smallest * looked_at_) dismiss(around(shade), NoMotion::light);
  note_changes();
  keep_moving(dt);
  Movement movement{.looked_at = looked_at_, .regions = {}};
  movement.changes = changes_;
  movement.starts = starts_;
  movement.background = background_number();
  movement.gap = gap;
  movement.learnt_for = arrival - started_;
  movement.changed = changed;
  movement.shift = shift_;
  movement.learning = movement.learnt_for < settings_.warm_up;
  if (movement.learning) return movement;
  movement.moving = moving;
  movement.regions = regions_;
  movement.masked = masked_;
  movement.largest = largest_pixels_;
  movement.dismissed = dismissed_;
  return movement;
}

/// Nothing of what was learnt holds for a picture of another size, and its memory is not needed for one that is much smaller.
void MotionDetector::forget() {
  const auto kept = std::pair(starts_, last_gaps_);
  *this = MotionDetector(settings_);
  std::tie(starts_, last_gaps_) = kept;
}

void MotionDetector::copy_in(const cv::Mat& gray, const cv::Mat& ignored) {
  copy_rows(gray, gray_);
  if (ignored.empty())
    ignored_.assign(gray_.size(), 0);
  else
    copy_rows(ignored, ignored_);
  looked_at_ = static_cast<int>(std::count(ignored_.begin(), ignored_.end(), std::uint8_t{0}));
}

/// By the time at which it was learnt, so that two detectors, one made after the other, never have the same.
std::uint64_t MotionDetector::background_number() const {
  return static_cast<std::uint64_t>(started_.time_since_epoch().count()) + 1;
}

Movement MotionDetector::start_anew(TimePoint arrival, NewStart why, Duration gap) {
  ++starts_;
  started_ = arrival;
  last_ = arrival;
  background_.restart(gray_, width_, settings_.background);
  marks_ = {};
  usually_changed_ = 0;
  steady_since_ = arrival;
  steady_shift_ = {};
  fleeting_.restart();
  origins_.restart();
  Movement movement{.fresh = why != NewStart::lightning && why != NewStart::moved,
                    .learning = true,
                    .looked_at = looked_at_,
                    .regions = {}};
  movement.start = why;
  movement.starts = starts_;
  movement.background = background_number();
  movement.gap = gap;
  return movement;
}

/// A camera that sends seldom all the time has no gaps; one that was silent for once may be so again.
bool MotionDetector::is_gap(Duration gap) const {
  const Duration usual = std::min(last_gaps_[0], last_gaps_[1]);
  return gap > settings_.relearn_gap && (usual == unknown_gap || gap > usual_gaps * usual);
}

/// Much has changed, and most of that within a second: what comes near and fills the picture takes longer.
bool MotionDetector::is_lightning(double changed, float dt) {
  const double risen = changed - usually_changed_;
  usually_changed_ += risen * (1 - std::exp(-dt / lightning_within));
  return changed > settings_.lightning && risen > settings_.lightning / 2;
}

/// The whole picture has been shifted alike for some time: somebody has touched the camera, and it will not move back.
bool MotionDetector::is_moved(TimePoint arrival) {
  const bool same =
      std::abs(shift_.x - steady_shift_.x) < same_shift && std::abs(shift_.y - steady_shift_.y) < same_shift;
  if (!same || (shift_.x == 0 && shift_.y == 0)) {
    steady_shift_ = shift_;
    steady_since_ = arrival;
  }
  const bool hardly = std::hypot(shift_.x, shift_.y) < same_shift;
  return arrival - steady_since_ >= (hardly ? hardly_moved_after : moved_after);
}

/// Takes away the marks of what is ignored, and returns how much of the rest is marked.
double MotionDetector::changed_share() {
  int changed = 0;
  masked_ = 0;
  masked_around_ = {width_, height_, 0, 0, 0, 0};
  for_each_marked(marks_, [&](std::size_t i) {
    if (ignored_[i] == 0) {
      ++changed;
      return;
    }
    marks_[i] = Background::quiet;
    ++masked_;
    const int at = static_cast<int>(i), x = at % width_, y = at / width_;
    masked_around_.left = std::min(masked_around_.left, x);
    masked_around_.top = std::min(masked_around_.top, y);
    masked_around_.right = std::max(masked_around_.right, x + 1);
    masked_around_.bottom = std::max(masked_around_.bottom, y + 1);
  });
  return looked_at_ == 0 ? 0 : static_cast<double>(changed) / looked_at_;
}

/// Says of each component what it is, outlines the moving ones, and returns how many pixels they have.
int MotionDetector::judge(float dt) {
  const auto components = finder_.find(marks_, width_);
  origins_.follow(finder_, marks_, width_, dt);
  const auto suspect = [&](std::size_t i) {
    return Suspect{components[i], static_cast<int>(i), finder_, gray_, width_};
  };
  verdicts_.assign(components.size(), speck);
  largest_.clear();
  dismissed_ = {};
  walks_left_ = most_walks * static_cast<std::int64_t>(gray_.size());
  int moving = 0;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (const auto no_motion = what_else(components[i], suspect(i))) {
      dismiss(components[i], *no_motion);
      verdicts_[i] = *no_motion == NoMotion::light || *no_motion == NoMotion::ghost ? explained : speck;
      continue;
    }
    verdicts_[i] = moves;
    moving += components[i].pixels;
    largest_.push_back(i);
  }
  std::sort(largest_.begin(), largest_.end(),
            [&](std::size_t a, std::size_t b) { return components[a].pixels > components[b].pixels; });
  if (largest_.size() > most_regions) largest_.resize(most_regions);
  largest_pixels_ = largest_.empty() ? 0 : components[largest_.front()].pixels;
  regions_.clear();
  for (const std::size_t i : largest_) {
    const Component& c = components[i];
    const Outline o = may_walk(c) ? outliner_.find(suspect(i), background_.mean())
                                  : Outline{static_cast<float>(c.left), static_cast<float>(c.top),
                                            static_cast<float>(c.right), static_cast<float>(c.bottom)};
    regions_.push_back({o.left + shift_.x, o.top + shift_.y, o.right + shift_.x, o.bottom + shift_.y});
  }
  return moving;
}

/// Where in the picture anything differs from the background, whatever judge() says that it is.
void MotionDetector::note_changes() {
  changes_.clear();
  const auto note = [&](const Component& c) {
    const auto at = [](int pixel, float shift) { return static_cast<float>(pixel) + shift; };
    const Outline box{at(c.left, shift_.x), at(c.top, shift_.y), at(c.right, shift_.x), at(c.bottom, shift_.y)};
    if (changes_.size() < most_changes) return changes_.push_back(box);
    Outline& all = changes_.front();
    all = {std::min(all.left, box.left), std::min(all.top, box.top), std::max(all.right, box.right),
           std::max(all.bottom, box.bottom)};
  };
  for (const Component& component : finder_.found()) note(component);
  if (masked_ > 0) note(masked_around_);
  for (const Shade& shade : shades_.parts()) note(around(shade));
}

/// What it is if it does not move: large enough, somewhere beyond doubt, and, if it is tiny, there in the pictures before
/// too (drops and sparks are not) must be what moves, and neither a change of light nor a ghost.
std::optional<NoMotion> MotionDetector::what_else(const Component& component, const Suspect& suspect) {
  const bool walked = may_walk(component);
  const bool fleeting = walked && fleeting_.is_fleeting(suspect, looked_at_);
  if (component.pixels < settings_.smallest * looked_at_) return NoMotion::small;
  if (component.strong == 0) return NoMotion::faint;
  if (!walked) return std::nullopt;
  if (fleeting) return NoMotion::fleeting;
  if (settle_light(suspect, background_, background_.threshold())) return NoMotion::light;
  if (settle_ghost(suspect, background_, origins_.of(static_cast<std::size_t>(suspect.label)))) return NoMotion::ghost;
  return std::nullopt;
}

/// Whether there is time for another walk through the component's box. Boxes of things hardly overlap; only made pictures, of
/// thin shapes within one another, come to an end of it.
bool MotionDetector::may_walk(const Component& c) {
  walks_left_ -= std::int64_t{c.right - c.left} * (c.bottom - c.top);
  return walks_left_ >= 0;
}

void MotionDetector::dismiss(const Component& component, NoMotion why) {
  Dismissed& dismissed = dismissed_[static_cast<std::size_t>(why)];
  ++dismissed.count;
  if (component.pixels <= dismissed.pixels) return;
  dismissed.pixels = component.pixels;
  const auto at = [](int pixel, float shift) { return static_cast<float>(pixel) + shift; };
  dismissed.box = {at(component.left, shift_.x), at(component.top, shift_.y), at(component.right, shift_.x),
                   at(component.bottom, shift_.y)};
}

/// Leaves only the marks of what moves; where specks are, the background is noisier than thought, and where something has
/// come, it is the background.
void MotionDetector::keep_moving(float dt) {
  const float noisier = 1 - std::exp(-dt / settings_.background.learn);
  for_each_marked(marks_, [&](std::size_t i) {
    const auto component = static_cast<std::size_t>(finder_.component_of(i));
    const auto verdict = verdicts_[component];
    if (verdict == speck) background_.distrust(i, noisier);
    if (verdict != moves) marks_[i] = Background::quiet;
    if (verdict == moves && background_.candidate_held(i) >= stands_after &&
        origins_.came(i, finder_.found()[component]))
      background_.trust(i);
  });
}

}  // namespace framewake
