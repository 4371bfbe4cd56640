#pragma once
// Which of the things seen now are those seen before: association in the manner of ByteTrack, in real time.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "frame/short_text.hpp"
#include "vision/track/kalman.hpp"
#include "vision/track/numbers.hpp"

namespace framewake {

struct TrackerSettings {
  milliseconds appear_after{250};       ///< seen so long before it has a number
  milliseconds lost_after{1500};        ///< not seen for so long: it is gone
  milliseconds stationary_after{3000};  ///< in its place for so long: it stands
  /// The least share of a box with where its track should be now, both widened where that is in doubt.
  double overlap = 0.15;
  double begin_score = 0.6;  ///< what it takes to begin a track
};

struct Sighting {
  std::string label;
  double score = 0;
  cv::Rect2d box;      ///< pixels; with an area, and finite
  bool faint = false;  ///< may go on with a track, not begin one
};

struct Track {
  std::uint64_t id = 0;  ///< from 1, never used again; 0: seen too short a time to have one
  std::string label;
  double score = 0;  ///< of the last sighting
  MovingBox motion;
  TimePoint first_seen;
  TimePoint last_seen;
  /// Since when it has been looked for and not been seen, the times left out in which nobody looked; absent: it was seen
  /// when anybody last looked.
  std::optional<TimePoint> missing;
  bool waits = false;  ///< in the last update nobody looked at where it should be
  bool stationary = false;
  cv::Rect2d rest_box;  ///< where it has been since rest_since
  TimePoint rest_since;
  /// Where it has been seen before it had a number, at most most_stops places; kept until it is seen again after that.
  std::vector<std::pair<TimePoint, cv::Rect2d>> path = {};
  static constexpr std::size_t most_stops = 64;
};

/// One for each camera. Not thread-safe.
class Tracker {
 public:
  explicit Tracker(const TrackerSettings& settings) : settings_(settings) {}
  void change(const TrackerSettings& settings) { settings_ = settings; }
  /// From where tracks get their numbers from now on; null: its own. Must outlive the updates that follow.
  void number_from(TrackNumbers* numbers) { numbers_ = numbers; }

  /// Whether anybody has looked for this label at where a track should be now (pixels).
  using LookedAt = std::function<bool(const cv::Rect2d& box, const std::string& label)>;
  /// Of more than these the ones that have not been seen for longest are given up.
  static constexpr std::size_t most_tracks = 200;

  /// What is seen at `now` (later than the last time; else the time between counts as none). Returns for each sighting the
  /// id of its track; nothing for those that have none (yet). Tracks that are not `looked_at` are neither seen nor missed, and
  /// wait where they were; an empty function: all are.
  std::vector<std::optional<std::uint64_t>> update(const std::vector<Sighting>& seen, TimePoint now,
                                                   const LookedAt& looked_at = {});

  /// A picture has come, whether anybody is going to be looked for in it (update()) or not. `silence`: for so long before it
  /// there was none at all, which is something else than pictures in which nobody looked. When that is longer than a track
  /// may be lost, than 5 s, and than three times as long as before the last picture, all are given up.
  void come(TimePoint now, Duration silence);

  /// What the last come() or update() has done: seen again what has no number yet, given a number, gone on by what is faint, given up
  /// what had no number, and what had one.
  struct Change {
    enum class Kind : std::uint8_t { young, began, faint, vanished, lost };
    Kind kind;
    const Sighting* sighting = nullptr;  ///< of the update's `seen`; null for what was not seen
    std::uint64_t id = 0;
    ShortText<31> label = {};  ///< of what was not seen
    Duration time{};           ///< for which it has been seen; of `lost`: has not been seen
  };
  const std::vector<Change>& changes() const noexcept { return changes_; }

  /// The track of this id; null when it is gone.
  const Track* find(std::uint64_t id) const;
  /// All that are not gone, also those not seen just now.
  const std::vector<Track>& tracks() const noexcept { return tracks_; }
  /// As if nothing had ever been seen; ids go on.
  void forget() { tracks_.clear(); }

 private:
  std::uint64_t next_number() { return (numbers_ != nullptr ? *numbers_ : own_numbers_).next(); }
  using Indexes = std::vector<std::size_t>;
  void advance(TimePoint now);
  Indexes pair(const Indexes& tracks, Indexes& sightings, const std::vector<Sighting>& seen, double least_overlap,
               TimePoint now);
  void take(Track& track, const Sighting& sighting, TimePoint now);
  void wait_unseen(TimePoint now, Duration passed, const std::vector<MovingBox>& before, const LookedAt& looked_at);
  void miss(TimePoint now, Duration passed);
  void give_up_most_forgotten();
  void give_up(TimePoint now);
  void give_up_overdue(TimePoint now, const LookedAt& looked_at);
  void note_gone(const Track& track, Duration missed);
  void begin(const Sighting& sighting, TimePoint now);
  static void remember(Track& track, const cv::Rect2d& box, TimePoint now);
  void judge_rest(Track& track, const cv::Rect2d& box, TimePoint now) const;

  TrackerSettings settings_;
  std::vector<Track> tracks_;
  std::vector<Change> changes_;
  std::vector<std::size_t> track_of_;  ///< in one update: the index of the track, by sighting
  std::optional<TimePoint> last_;
  Duration rhythm_{};   ///< between the two looks before
  Duration silence_{};  ///< before the last picture
  TrackNumbers own_numbers_;
  TrackNumbers* numbers_ = nullptr;
};

/// Shared area over united area; 0 without any.
double overlap_of(const cv::Rect2d& a, const cv::Rect2d& b);

}  // namespace framewake
