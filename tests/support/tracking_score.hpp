#pragma once
// How good tracks are, against the truth: MOTA with its parts (CLEAR MOT, Bernardin and Stiefelhagen 2008) and IDF1
// (Ristani and others 2016).

#include <cstdint>
#include <map>
#include <opencv2/core/types.hpp>
#include <vector>

namespace framewake::test {

/// A box with whose it is.
struct TrackBox {
  std::int64_t id = 0;
  cv::Rect2d box;
};

/// By frame.
using TrackSheet = std::map<int, std::vector<TrackBox>>;

struct TrackScore {
  int truth = 0;   ///< boxes that there are
  int missed = 0;  ///< of them, those that no track has
  int false_alarms = 0;
  int switches = 0;   ///< how often somebody's boxes went from one track to another
  int fragments = 0;  ///< how often somebody was lost in between
  int id_true = 0;    ///< boxes that are right when each of the true is given one track for good, the best way
  int tracked = 0;    ///< boxes of tracks
  double mota() const;
  double idf1() const;
};

/// Judged are the frames that `truth` has. Boxes fit from an overlap (shared over united area) of `least` on.
TrackScore score_tracks(const TrackSheet& truth, const TrackSheet& tracks, double least = 0.5);

}  // namespace framewake::test
