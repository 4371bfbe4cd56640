#include "vision/track/tracker.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "vision/track/assignment.hpp"

namespace framewake {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
constexpr double faint_overlap = 0.4;             ///< what is faint must lie better
constexpr double rest_overlap = 0.6;              ///< with where it stands
constexpr std::chrono::seconds longest_guess{2};  ///< for which something is taken to go on as it went
constexpr std::chrono::seconds usual_silence{5};  ///< as long as the stage motion goes on with its background

cv::Rect2d grown(const cv::Rect2d& box, double by) {
  return {box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by};
}

}  // namespace

double overlap_of(const cv::Rect2d& a, const cv::Rect2d& b) {
  const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (!(width > 0) || !(height > 0)) return 0;
  const double shared = width * height;
  return shared / (a.area() + b.area() - shared);
}

const Track* Tracker::find(std::uint64_t id) const {
  const auto found = std::find_if(tracks_.begin(), tracks_.end(), [id](const Track& track) { return track.id == id; });
  return found == tracks_.end() ? nullptr : &*found;
}

void Tracker::advance(TimePoint now) {
  const Duration passed =
      last_ ? std::clamp<Duration>(now - *last_, Duration::zero(), longest_guess) : Duration::zero();
  last_ = last_ ? std::max(*last_, now) : now;
  for (Track& track : tracks_) track.motion.advance(to_seconds(passed));
}

/// Pairs these tracks with these sightings; the sightings that got one are taken out of the list. Returns the tracks that
/// got none. Boxes are widened by how little is known of where the track is by now, so that at few frames a second one whose
/// velocity nobody knows yet need not overlap with where he was: the buffered overlap of C-BIoU (Yang et al., Hard to Track
/// Objects with Irregular Motions and Similar Appearances, WACV 2023), with a buffer that follows from the time passed.
Tracker::Indexes Tracker::pair(const Indexes& tracks, Indexes& sightings, const std::vector<Sighting>& seen,
                               double least_overlap, TimePoint now) {
  CostMatrix costs(tracks.size(), sightings.size(), std::numeric_limits<double>::infinity());
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    const Track& track = tracks_[tracks[t]];
    const double doubt = track.missing ? 0 : track.motion.doubt();  // who was missed may be behind somebody else
    const cv::Rect2d expected = grown(track.motion.box(), doubt);
    for (std::size_t s = 0; s < sightings.size(); ++s) {
      const Sighting& sighting = seen[sightings[s]];
      if (sighting.label == track.label) costs.at(t, s) = 1 - overlap_of(expected, grown(sighting.box, doubt));
    }
  }
  const auto found = assign(costs, 1 - least_overlap);
  Indexes alone;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    if (!found[t]) {
      alone.push_back(tracks[t]);
      continue;
    }
    const std::size_t sighting = sightings[*found[t]];
    take(tracks_[tracks[t]], seen[sighting], now);
    track_of_[sighting] = tracks[t];
  }
  std::erase_if(sightings, [&](std::size_t sighting) { return track_of_[sighting] != none; });
  return alone;
}

void Tracker::take(Track& track, const Sighting& sighting, TimePoint now) {
  track.motion.correct(sighting.box);
  track.score = sighting.score;
  track.last_seen = now;
  const Duration seen_for = now - track.first_seen;
  if (track.id != 0) track.path.clear();
  if (track.id == 0) {
    const bool appears = seen_for >= settings_.appear_after;
    if (!appears) remember(track, sighting.box, now);
    if (appears) track.id = next_number();
    changes_.push_back({appears ? Change::Kind::began : Change::Kind::young, &sighting, track.id, {}, seen_for});
  } else if (sighting.faint) {
    changes_.push_back({Change::Kind::faint, &sighting, track.id, {}, seen_for});
  }
  judge_rest(track, sighting.box, now);
}

/// Of a long path the begin and the newest stay, and every other of the places between.
void Tracker::remember(Track& track, const cv::Rect2d& box, TimePoint now) {
  auto& path = track.path;
  if (path.size() == Track::most_stops) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < path.size(); i += 2) path[kept++] = path[i];
    path.resize(kept);
  }
  path.emplace_back(now, box);
}

void Tracker::judge_rest(Track& track, const cv::Rect2d& box, TimePoint now) const {
  if (overlap_of(track.rest_box, box) < rest_overlap) {
    track.rest_box = box;
    track.rest_since = now;
  }
  track.stationary = now - track.rest_since >= settings_.stationary_after;
}

void Tracker::begin(const Sighting& sighting, TimePoint now) {
  tracks_.push_back({.id = settings_.appear_after.count() == 0 ? next_number() : 0,
                     .label = sighting.label,
                     .score = sighting.score,
                     .motion = MovingBox(sighting.box),
                     .first_seen = now,
                     .last_seen = now,
                     .missing = {},
                     .stationary = false,
                     .rest_box = sighting.box,
                     .rest_since = now});
  const std::uint64_t id = tracks_.back().id;
  if (id == 0) remember(tracks_.back(), sighting.box, now);
  changes_.push_back({id != 0 ? Change::Kind::began : Change::Kind::young, &sighting, id, {}, Duration::zero()});
}

/// Those that nobody has looked at are as they were when somebody did; the time that has passed does not count against them.
void Tracker::wait_unseen(TimePoint now, Duration passed, const std::vector<MovingBox>& before,
                          const LookedAt& looked_at) {
  for (std::size_t t = 0; t < before.size(); ++t) {
    Track& track = tracks_[t];
    track.waits = track.last_seen != now && !looked_at(track.motion.box(), track.label);
    if (!track.waits) continue;
    track.motion = before[t];
    if (track.missing) *track.missing += passed;
  }
}

/// Of a long time between two looks only a part counts: whoever was missed just before it has not been missed all the time.
void Tracker::miss(TimePoint now, Duration passed) {
  const auto unlooked = passed - std::min<Duration>(passed, longest_guess);
  for (Track& track : tracks_) {
    if (track.last_seen == now)
      track.missing.reset();
    else if (!track.waits && track.missing)
      *track.missing += unlooked;
    else if (!track.waits)
      track.missing = now;
  }
}

void Tracker::note_gone(const Track& track, Duration missed) {
  if (track.id == 0)
    changes_.push_back({Change::Kind::vanished, nullptr, 0, track.label, track.last_seen - track.first_seen});
  else
    changes_.push_back({Change::Kind::lost, nullptr, track.id, track.label, missed});
}

void Tracker::give_up(TimePoint now) {
  std::erase_if(tracks_, [&](const Track& track) {
    if (!track.missing) return false;
    // One that was never firm ends with the first frame without it.
    if (now - *track.missing < settings_.lost_after && track.id != 0) return false;
    note_gone(track, now - *track.missing);
    return true;
  });
  give_up_most_forgotten();
}

/// Where nobody looks nobody is ever missed: there must be an end to those who wait.
void Tracker::give_up_most_forgotten() {
  if (tracks_.size() <= most_tracks) return;
  const auto seen_later = [](const Track& a, const Track& b) { return a.last_seen > b.last_seen; };
  std::stable_sort(tracks_.begin(), tracks_.end(), seen_later);
  for (std::size_t t = most_tracks; t < tracks_.size(); ++t)
    if (tracks_[t].id != 0)
      changes_.push_back({Change::Kind::lost, nullptr, tracks_[t].id, tracks_[t].label, *last_ - tracks_[t].last_seen});
  tracks_.erase(tracks_.begin() + most_tracks, tracks_.end());
}

/// Whose time is over by now is not given to whoever comes. One miss is none yet where the next look comes as soon as looks
/// do: however rare they are, somebody who is overlooked once is not lost.
void Tracker::give_up_overdue(TimePoint now, const LookedAt& looked_at) {
  if (!last_) return;
  const Duration passed = std::max(now - *last_, Duration::zero());
  const auto counted = std::min<Duration>(passed, longest_guess);
  const bool is_usual = 2 * passed <= 3 * rhythm_;
  rhythm_ = passed;
  std::erase_if(tracks_, [&](const Track& track) {
    if (!track.missing || (is_usual && *track.missing == *last_)) return false;
    const Duration missed = *last_ - *track.missing + counted;
    if (missed < settings_.lost_after) return false;
    MovingBox expected = track.motion;
    expected.advance(to_seconds(counted));
    if (looked_at && !looked_at(expected.box(), track.label)) return false;
    note_gone(track, missed);
    return true;
  });
}

void Tracker::come(TimePoint now, Duration silence) {
  changes_.clear();
  const Duration before = std::exchange(silence_, silence);
  if (silence <= std::max<Duration>({settings_.lost_after, usual_silence, 3 * before})) return;
  for (const Track& track : tracks_) note_gone(track, now - track.last_seen);
  tracks_.clear();
}

std::vector<std::optional<std::uint64_t>> Tracker::update(const std::vector<Sighting>& seen, TimePoint now,
                                                          const LookedAt& looked_at) {
  const Duration passed = last_ ? std::max(now - *last_, Duration::zero()) : Duration::zero();
  changes_.clear();
  give_up_overdue(now, looked_at);
  std::vector<MovingBox> before;
  for (const Track& track : tracks_) before.push_back(track.motion);
  advance(now);
  track_of_.assign(seen.size(), none);
  Indexes firm, young, clear, faint;
  for (std::size_t t = 0; t < tracks_.size(); ++t) (tracks_[t].id != 0 ? firm : young).push_back(t);
  for (std::size_t s = 0; s < seen.size(); ++s) (seen[s].faint ? faint : clear).push_back(s);

  Indexes alone = pair(firm, clear, seen, settings_.overlap, now);
  // What is seen faintly can only be what was there a moment ago.
  std::erase_if(alone, [&](std::size_t t) { return tracks_[t].missing.has_value(); });
  pair(alone, faint, seen, faint_overlap, now);
  pair(young, clear, seen, settings_.overlap, now);
  for (const std::size_t s : clear) {
    if (seen[s].score < settings_.begin_score) continue;
    track_of_[s] = tracks_.size();
    begin(seen[s], now);
  }

  std::vector<std::optional<std::uint64_t>> ids(seen.size());
  for (std::size_t s = 0; s < seen.size(); ++s)
    if (track_of_[s] != none && tracks_[track_of_[s]].id != 0) ids[s] = tracks_[track_of_[s]].id;
  for (Track& track : tracks_) track.waits = false;
  if (looked_at) wait_unseen(now, passed, before, looked_at);
  miss(now, passed);
  give_up(now);
  return ids;
}

}  // namespace framewake
