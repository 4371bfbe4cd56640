#pragma once
// The last decisions of each camera, to be asked for at any time.

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "frame/camera_id.hpp"
#include "frame/decision.hpp"

namespace framewake {

/// A decision, and how often it has been taken in a row.
struct LoggedDecision {
  Decision decision;        ///< as it was taken last
  double closest = 0;       ///< the value that came closest to the limit of all of them
  std::uint64_t frame = 0;  ///< in which it was taken last
  std::uint64_t first_frame = 0;
  TimePoint time{};  ///< arrival of that frame
  TimePoint first_time{};
  std::uint64_t frames = 1;  ///< in how many it was taken
};

/// One camera's last decisions. What is decided again in the same way about the same thing (Decision::same_matter) within
/// two seconds, or in the very next frame of a slow camera, does not become another decision but makes the one that is there
/// newer: so a scene in which nothing happens fills one place, not all. Beyond `capacity` the one that was taken least
/// lately gives way.
/// Thread-safe. The lock is held for comparing and copying small values; nothing is allocated once the log is full.
class DecisionLog {
 public:
  static constexpr std::size_t capacity = 256;

  DecisionLog();

  /// The decisions of one frame, in order. Frames may come in any order; `arrival` is the frame's.
  void record(std::uint64_t frame, TimePoint arrival, std::span<const Decision> decisions);
  /// The newest `limit`, newest first; of one frame those that were taken last first.
  std::vector<LoggedDecision> newest(std::size_t limit = capacity) const;

 private:
  using Place = std::uint16_t;
  static constexpr Place nowhere = capacity;
  struct Entry {
    LoggedDecision logged;
    Place newer = nowhere;
    Place older = nowhere;
  };

  void take_down(std::uint64_t frame, TimePoint arrival, const Decision& decision);
  Place find_run(TimePoint arrival, const Decision& decision) const;
  void take_out(Place place);
  void put_first(Place place);

  mutable std::mutex mutex_;
  // guarded by mutex_:
  std::vector<Entry> entries_;  // as many as there have been, in no order; linked from the newest to the oldest
  Place newest_ = nowhere;
  Place oldest_ = nowhere;
  std::uint64_t frame_ = 0;     // recorded last …
  std::uint64_t previous_ = 0;  // … and before that
};

/// The logs of all cameras. Thread-safe.
class DecisionBook {
 public:
  /// The camera's log, made when there is none; it stays where it is, and for good.
  DecisionLog& of(const CameraId& camera);
  /// Null when nothing has been decided about this camera.
  const DecisionLog* find(const CameraId& camera) const;

 private:
  mutable std::mutex mutex_;
  std::map<CameraId, DecisionLog> logs_;  // guarded by mutex_
};

}  // namespace framewake
