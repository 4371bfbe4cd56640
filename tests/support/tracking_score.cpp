#include "support/tracking_score.hpp"

#include <set>

#include "vision/track/assignment.hpp"
#include "vision/track/tracker.hpp"

namespace framewake::test {
namespace {

/// Keeps, of one frame after the other, who is followed by which track.
class Clear {
 public:
  explicit Clear(double least) : least_(least) {}

  void judge(const std::vector<TrackBox>& truth, const std::vector<TrackBox>& tracks, TrackScore& score) {
    std::vector<bool> taken(tracks.size(), false);
    std::vector<std::size_t> open;
    std::set<std::int64_t> matched;
    for (std::size_t t = 0; t < truth.size(); ++t)
      if (!keeps(truth[t], tracks, taken, matched)) open.push_back(t);
    for (const auto& [t, track] : pair(truth, open, tracks, taken)) {
      const std::int64_t who = truth[t].id, id = tracks[track].id;
      if (const auto before = last_.find(who); before != last_.end() && before->second != id) ++score.switches;
      last_[who] = id;
      taken[track] = true;
      matched.insert(who);
    }
    for (const TrackBox& one : truth) {
      const bool is = matched.contains(one.id);
      score.fragments += is && lost_.contains(one.id) ? 1 : 0;
      if (is)
        lost_.erase(one.id);
      else if (last_.contains(one.id))
        lost_.insert(one.id);
      score.missed += is ? 0 : 1;
    }
    for (const bool used : taken) score.false_alarms += used ? 0 : 1;
    score.truth += static_cast<int>(truth.size());
    score.tracked += static_cast<int>(tracks.size());
    current_ = std::move(matched);
  }

 private:
  /// Who was followed in the frame before stays with the same track where that still fits.
  bool keeps(const TrackBox& one, const std::vector<TrackBox>& tracks, std::vector<bool>& taken,
             std::set<std::int64_t>& matched) {
    const auto before = last_.find(one.id);
    if (before == last_.end() || !current_.contains(one.id)) return false;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
      if (taken[i] || tracks[i].id != before->second || overlap_of(one.box, tracks[i].box) < least_) continue;
      taken[i] = true;
      matched.insert(one.id);
      return true;
    }
    return false;
  }

  std::vector<std::pair<std::size_t, std::size_t>> pair(const std::vector<TrackBox>& truth,
                                                        const std::vector<std::size_t>& open,
                                                        const std::vector<TrackBox>& tracks,
                                                        const std::vector<bool>& taken) const {
    CostMatrix costs(open.size(), tracks.size(), 2);
    for (std::size_t t = 0; t < open.size(); ++t)
      for (std::size_t i = 0; i < tracks.size(); ++i)
        if (!taken[i]) costs.at(t, i) = 1 - overlap_of(truth[open[t]].box, tracks[i].box);
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    const auto found = assign(costs, 1 - least_);
    for (std::size_t t = 0; t < open.size(); ++t)
      if (found[t]) pairs.emplace_back(open[t], *found[t]);
    return pairs;
  }

  double least_;
  std::map<std::int64_t, std::int64_t> last_;  ///< the track that somebody had last
  std::set<std::int64_t> current_;             ///< who was followed in the frame before
  std::set<std::int64_t> lost_;
};

const std::vector<TrackBox>& at(const TrackSheet& sheet, int frame) {
  static const std::vector<TrackBox> nothing;
  const auto found = sheet.find(frame);
  return found == sheet.end() ? nothing : found->second;
}

int best_identities(const TrackSheet& truth, const TrackSheet& tracks, double least) {
  std::map<std::int64_t, std::size_t> people, ids;
  std::map<std::pair<std::size_t, std::size_t>, int> together;
  for (const auto& [frame, boxes] : truth) {
    for (const TrackBox& one : boxes) {
      const std::size_t who = people.try_emplace(one.id, people.size()).first->second;
      for (const TrackBox& other : at(tracks, frame)) {
        const std::size_t id = ids.try_emplace(other.id, ids.size()).first->second;
        if (overlap_of(one.box, other.box) >= least) ++together[{who, id}];
      }
    }
  }
  CostMatrix costs(people.size(), ids.size(), 0);
  for (const auto& [pair, frames] : together) costs.at(pair.first, pair.second) = -frames;
  int total = 0;
  const auto found = assign(costs, 0);
  for (std::size_t who = 0; who < found.size(); ++who)
    if (found[who]) total += static_cast<int>(-costs.at(who, *found[who]));
  return total;
}

}  // namespace

double TrackScore::mota() const {
  return truth == 0 ? 0 : 1 - static_cast<double>(missed + false_alarms + switches) / truth;
}

double TrackScore::idf1() const {
  return truth + tracked == 0 ? 0 : 2.0 * id_true / (truth + tracked);
}

TrackScore score_tracks(const TrackSheet& truth, const TrackSheet& tracks, double least) {
  TrackScore score;
  Clear clear(least);
  for (const auto& [frame, boxes] : truth) clear.judge(boxes, at(tracks, frame), score);
  score.id_true = best_identities(truth, tracks, least);
  return score;
}

}  // namespace framewake::test
