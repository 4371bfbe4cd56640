#pragma once
// Motion in a sequence of gray pictures: the background, the judgement of what differs from it, the regions.

#include <array>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "vision/motion/background.hpp"
#include "vision/motion/components.hpp"
#include "vision/motion/fleeting.hpp"
#include "vision/motion/local_light.hpp"
#include "vision/motion/origins.hpp"
#include "vision/motion/outline.hpp"
#include "vision/motion/shade.hpp"
#include "vision/motion/shake.hpp"

namespace framewake {

struct DetectorSettings {
  BackgroundSettings background;
  double smallest = 0.0005;    ///< least region, as a share of the picture that is looked at
  double lightning = 0.6;      ///< so much of the picture changing within a second is a change of light
  milliseconds warm_up{1000};  ///< nothing is reported for so long after a start
  milliseconds relearn_gap{
      5000};  ///< a longer time without a picture is a new start, unless the one before was as long
};

/// Why something that differs from the background is no motion: smaller than `smallest`; nowhere beyond doubt; tiny, and not
/// there before; a change of light; the ghost of what has left.
enum class NoMotion : std::uint8_t { small, faint, fleeting, light, ghost };

/// Those of one picture for one reason.
struct Dismissed {
  int count = 0;
  int pixels = 0;  ///< of the largest …
  Outline box{};   ///< … and where it is
};

/// Why the background was learnt anew.
enum class NewStart : std::uint8_t { none, session, size, gap, lightning, moved };

/// What moves in one picture; all in pixels of the gray picture.
struct Movement {
  bool fresh = false;  ///< the background was learnt anew from this picture: because of a gap, a size or a session …
  bool learning = false;             ///< too soon after that, or after lightning, to tell; nothing is reported
  int looked_at = 0;                 ///< pixels that are not ignored
  int moving = 0;                    ///< pixels of the reported regions
  std::span<const Outline> regions;  ///< largest first; valid until the next picture
  /// All that differs from the background, masked or not, dismissed or not; of very many things one outline around all.
  std::span<const Outline> changes = {};
  NewStart start = NewStart::none;
  std::uint64_t starts = 0;                 ///< how often the background was learnt anew until now
  std::uint64_t background = 0;             ///< another one for each background; never 0
  Duration gap{};                           ///< the longest time without a picture since the one before
  Duration learnt_for{};                    ///< since the last start
  double changed = 0;                       ///< share of what is looked at that differs from the background
  int masked = 0;                           ///< pixels that differ, but are ignored
  int largest = 0;                          ///< pixels of the largest that moves
  Shift shift = {};                         ///< of the whole picture, taken back
  std::array<Dismissed, 5> dismissed = {};  ///< by NoMotion
};

/// One camera's detector. Knows no clock but the pictures' arrival times, so any rate and any gap will do. In the steady
/// state it allocates nothing. Thread-bound.
class MotionDetector {
 public:
  explicit MotionDetector(const DetectorSettings& settings) : settings_(settings) {}

  /// From the next picture on; what was learnt stays.
  void change(const DetectorSettings& settings) {
    settings_ = settings;
    background_.change(settings.background);
  }

  /// `gray`: CV_8UC1, the frame at 1/`denominator`. `ignored`: of the same size, pixels that do not count are not 0; empty = all
  /// count. A change of size, also one that the denominator hides, or of `session` (the camera connected anew) and a gap are a
  /// new start; so is a shift of the whole picture that stays for five seconds (less than half a pixel: a minute). `silence`: the longest time in which the camera
  /// sent nothing since the picture before, when not all that it sends is looked at; absent: the time since that one.
  Movement look(const cv::Mat& gray, const cv::Mat& ignored, TimePoint arrival, std::uint64_t session,
                std::optional<Duration> silence = {}, int denominator = 1);

  /// Per pixel of the last picture, not 0 where a region moves (for previews and tests). Empty after a new start.
  std::span<const std::uint8_t> moving() const noexcept { return marks_; }

 private:
  void forget();
  void copy_in(const cv::Mat& gray, const cv::Mat& ignored);
  std::uint64_t background_number() const;
  Movement start_anew(TimePoint arrival, NewStart why, Duration gap);
  double changed_share();
  bool is_gap(Duration gap) const;
  bool is_lightning(double changed, float dt);
  bool is_moved(TimePoint arrival);
  int judge(float dt);
  void note_changes();
  std::optional<NoMotion> what_else(const Component& component, const Suspect& suspect);
  bool may_walk(const Component& component);
  void dismiss(const Component& component, NoMotion why);
  void keep_moving(float dt);

  DetectorSettings settings_;
  Background background_;
  ComponentFinder finder_;
  LocalLight local_light_;
  ShakeFinder shaking_;
  ShadeFinder shades_;
  Fleeting fleeting_;
  Origins origins_;
  int width_ = 0;
  int height_ = 0;
  int denominator_ = 1;
  int looked_at_ = 0;
  // of the last picture:
  int masked_ = 0;
  int largest_pixels_ = 0;
  std::int64_t walks_left_ = 0;  ///< pixels
  std::array<Dismissed, 5> dismissed_;
  Component masked_around_{};  ///< the pixels that differ under a mask
  std::uint64_t session_ = 0;
  std::uint64_t starts_ = 0;
  TimePoint started_{};
  TimePoint last_{};
  static constexpr Duration unknown_gap = Duration::max();
  std::array<Duration, 2> last_gaps_{unknown_gap,
                                     unknown_gap};  ///< between pictures of one session, the last one first
  double usually_changed_ = 0;                      ///< share of what is looked at, over the last second
  Shift shift_;                                     ///< of the last picture, taken back in gray_
  Shift steady_shift_;                              ///< about which shift_ has stayed …
  TimePoint steady_since_{};                        ///< … since then
  std::vector<std::uint8_t> gray_, ignored_, scratch_;
  std::span<std::uint8_t> marks_;       ///< the background's, until its next look
  std::vector<std::uint8_t> verdicts_;  ///< per component
  OutlineFinder outliner_;
  std::vector<std::size_t> largest_;  ///< the moving components, by size
  std::vector<Outline> regions_;
  std::vector<Outline> changes_;
};

}  // namespace framewake
