#pragma once
// A step of the vision pipeline: a function of a frame, its own options and its own memory.

#include <cstdint>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/geometry.hpp"
#include "base/time.hpp"
#include "frame/first_look.hpp"
#include "frame/result.hpp"

namespace framewake {

class Picture;
class TrackNumbers;

/// A frame on its way through the stages: what they may know of it, and what they tell each other.
struct StageFrame {
  Picture& picture;
  TimePoint arrival;  ///< the frame's moment; the only clock that a stage may know
  /// Changes when the camera connected anew, or its picture is cropped or turned in another way than before.
  std::uint64_t session;
  /// The longest time in which no frame of the camera came, since the one that was looked at before; absent: not known.
  std::optional<Duration> silence = {};
  /// What has been found so far; each stage adds its part. Boxes are in pixels of the picture as the stages see it (the
  /// stage `orient` may have turned it); the pipeline brings them back to the frame as sent in the end.
  Result& result;
  std::vector<Polygon> ignored;  ///< areas that `mask` stages before this one have taken out, in the same pixels
  bool ended = false;            ///< set by a stage that is a gate: nothing is going on, the stages after it do not run
  /// A stage before this one looks for objects, though perhaps not in this frame (then result.objects is absent).
  bool looks_for_objects = false;
  /// What looked like objects, but not enough to be among result.objects: good for going on with a track, not to begin one.
  std::vector<DetectedObject> faint = {};
  std::vector<ObjectLook> looks = {};  ///< one for each stage `detect` that has looked at this frame
  /// The numbers of all tracks that are not given up, seen in this frame or not; a number that is missing here never comes
  /// back. Absent: nobody follows anything.
  std::optional<std::vector<std::uint64_t>> followed = {};
  std::vector<NewTrack> new_tracks = {};  ///< those that have their numbers in this frame
  TrackNumbers* numbers = nullptr;        ///< the camera's; null: each stage has its own
};

/// What moves, as an object.
inline constexpr const char* motion_label = "motion";

/// Whether this place (pixels of the picture as the stages see it) has been looked at for objects of this label. Motion looks
/// everywhere. Beyond the picture there is nothing to be seen, which is as good as having looked.
bool is_looked_at(const StageFrame& frame, const Point& place, const std::string& label);

/// One object per stage, pipeline and camera. Called by one thread at a time, in the order of the frames; keeps no
/// threads, no sockets and no clock of its own.
class Stage {
 public:
  virtual ~Stage() = default;
  virtual std::string_view name() const noexcept = 0;  ///< as in `use = "…"`
  /// May throw only for a bug; a picture that does not decode is frame.picture.error(), and the pipeline ends there.
  virtual void run(StageFrame& frame) = 0;
  /// Called instead of run() for a frame that a gate before this stage has ended.
  virtual void pass_over(StageFrame& frame) { static_cast<void>(frame); }
  /// Goes on with other options, and with all that it remembers. They are as StageKind::make got them, and differ from
  /// those only in rows that are `live`. False: it cannot, and is made anew. Called between two frames.
  virtual bool change(const std::shared_ptr<const void>& options) {
    static_cast<void>(options);
    return false;
  }
};

}  // namespace framewake
