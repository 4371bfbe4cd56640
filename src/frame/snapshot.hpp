#pragma once
// One picture of a camera, for somebody outside. view/ makes it, http/ asks for it.

#include <cstdint>
#include <functional>
#include <string>

#include "base/time.hpp"
#include "frame/camera_id.hpp"

namespace framewake {

struct SnapshotRequest {
  CameraId camera;
  int width = 0;  ///< in pixels, at least 1: no wider than that; 0: as wide as the frame
};

struct Snapshot {
  enum class Outcome : std::uint8_t {
    made,
    unknown_camera,
    unavailable,  ///< no frame came in time, or none that may be shown, or too many ask, or the daemon stops
    failed,       ///< the frame could not be made a picture of
  };
  Outcome outcome = Outcome::made;
  std::string jpeg = {};     ///< when made: what must be hidden is hidden
  std::uint64_t frame = 0;   ///< when made: whose it is …
  Duration age = {};         ///< … and how long ago that came
  std::string problem = {};  ///< when not: one sentence for people
};

class SnapshotPort {
 public:
  /// Called exactly once, on a thread of the port's, or from within take() when there is nothing to wait for.
  using Done = std::function<void(Snapshot)>;

  virtual ~SnapshotPort() = default;
  /// Thread-safe; returns at once. The picture is of a frame that comes after this; where none does within some seconds, of
  /// the newest one that was processed meanwhile. Of one camera no picture is older than one given before, and none is of a
  /// frame that was processed by an older configuration than is in effect now. The answer comes within those seconds,
  /// whatever the camera does.
  virtual void take(SnapshotRequest request, Done done) = 0;
};

}  // namespace framewake
