#pragma once
// What the pipeline found in one frame, with its ledger of times. A part is absent when no stage makes it.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/geometry.hpp"
#include "base/time.hpp"
#include "frame/camera_id.hpp"
#include "frame/decode_form.hpp"
#include "frame/frame_decisions.hpp"
#include "frame/reply.hpp"

namespace framewake {

/// x, y, width, height in pixels of the frame as sent; within the frame; width and height at least 1.
using Box = std::array<int, 4>;

struct MotionResult {
  bool active = false;            ///< debounced: on_after and off_after have had their say
  double area = 0;                ///< share of the (unmasked) picture that moves now, 0 to 1
  std::vector<Box> regions = {};  ///< merged; largest first; what moves now, debounced or not

  // Not told outside; for stages that must know what may have come unseen:
  /// All that differs from the background, whether it counts as motion, is too small for it or lies under a mask.
  std::vector<Box> changed = {};
  bool complete = true;          ///< false while the background is learnt: then `changed` does not tell who has come
  std::uint64_t background = 0;  ///< changes whenever the background is learnt anew
};

struct DetectedObject {
  std::string label;
  double score = 0;  ///< 0 to 1
  Box box{};
  std::optional<std::uint64_t> track;
  std::vector<std::string> zones;
  bool stationary = false;  ///< its track has kept its place for a while
};

/// What a zone has counted of one label. Totals are since the stage was made; `…_now` is this frame's part of them.
struct ZoneCounts {
  std::string label;
  unsigned inside = 0;    ///< objects in it now
  unsigned dwelling = 0;  ///< of them, those that have stayed long enough
  std::uint64_t entered = 0;
  std::uint64_t left = 0;
  std::uint64_t dwelt = 0;
  unsigned entered_now = 0;
  unsigned dwelt_now = 0;
};

struct ZoneResult {
  std::string name;
  std::vector<ZoneCounts> labels;  ///< those that have ever been seen in it
};

/// What a line has counted of one label, by direction.
struct LineCounts {
  std::string label;
  std::array<std::uint64_t, 2> crossed{};
  std::array<unsigned, 2> crossed_now{};
};

struct LineResult {
  std::string name;
  std::array<std::string, 2> directions;  ///< what the two ways across are called
  std::vector<LineCounts> labels;         ///< those that have ever crossed it
};

enum class HideStyle : std::uint8_t { fill, pixelate };

/// What one stage `privacy` wants nobody to see, and what is to be seen instead.
struct HiddenPart {
  HideStyle style = HideStyle::fill;
  std::array<std::uint8_t, 3> colour{};  ///< of fill: red, green, blue
  int block = 0;                         ///< of pixelate: side of the squares in pixels; 0: by the size of each area
  std::vector<Polygon> polygons;         ///< in pixels of the frame as sent; may reach beyond it, and cross themselves
  std::vector<Box> boxes;
};

/// What must not be seen in any picture of this frame that leaves the process. Whoever lets one leave asks
/// may_be_shown() first.
struct PrivacyResult {
  unsigned outstanding = 0;       ///< stages `privacy` that have not said yet what they hide
  bool whole = false;             ///< it is not known where what must be hidden is: nothing of the frame may be seen
  bool misfit = false;            ///< … because the frame's size does not go with polygons in pixels
  std::vector<HiddenPart> parts;  ///< one a stage

  bool may_be_shown() const noexcept { return outstanding == 0 && !whole; }
};

struct StageTime {
  std::string stage;
  Duration spent{};
};

struct ResultTimes {
  std::optional<microseconds> capture;  ///< capture → arrival, where the clock is known
  Duration wait{};                      ///< arrival → taken
  Duration decode{};                    ///< spent decoding, all forms together
  std::vector<StageTime> stages;        ///< spent in each stage without its decoding, in order
  Duration total{};                     ///< arrival → result complete
};

/// What a camera might send instead, because more is of no use at the moment.
struct NextFrames {
  std::optional<double> fps;               ///< absent: as many as it likes
  std::optional<std::array<int, 2>> size;  ///< width and height in pixels; absent: its own size
};

struct Result {
  CameraId camera;
  std::uint64_t frame = 0;
  std::optional<std::uint64_t> seq;
  std::uint64_t superseded = 0;  ///< frames superseded between the result before and this one
  bool rested = false;           ///< … because nothing went on at the camera (idle_fps)
  std::uint64_t generation = 0;  ///< which configuration its stages were made from; a newer one has a greater number
  int width = 0;
  int height = 0;
  ResultTimes times;
  DecodeCounts decodes{};  ///< what was decoded of the frame
  TimePoint completed{};
  ReplyTo reply_to;
  std::optional<MotionResult> motion;
  std::optional<std::vector<DetectedObject>> objects;  ///< absent also when the frame was not looked at for objects
  std::vector<ZoneResult> zones;
  std::vector<LineResult> lines;
  std::optional<NextFrames> next;
  FrameDecisions decisions;              ///< what the stages let through and stopped, and why
  std::optional<PrivacyResult> privacy;  ///< absent: the pipeline has no stage `privacy`, and nothing is hidden
};

}  // namespace framewake
