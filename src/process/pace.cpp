#include "process/pace.hpp"

#include <algorithm>
#include <cmath>

namespace framewake {
namespace {

constexpr Duration window_length = std::chrono::seconds(2);
constexpr Duration longest_patience = std::chrono::minutes(10);
constexpr double tolerable_loss = 0.1;
constexpr double least_fps = 5;  ///< below it a smaller size comes first
constexpr int least_side = 240;  ///< pixels of the shorter side
constexpr int most_halvings = 3;
/// A camera that sends just as often as it is looked at must not come a moment too early each time.
constexpr double early = 0.9;
constexpr double longest_rest = 3600;  ///< seconds

bool anything_moves(const Result& result) {
  return result.motion && (result.motion->active || !result.motion->regions.empty());
}

/// While motion learns, it sees nothing, and that says nothing.
bool is_learning(const Result& result) {
  return result.motion && !result.motion->complete;
}

bool anything_is_there(const Result& result) {
  return result.objects && std::any_of(result.objects->begin(), result.objects->end(),
                                       [](const DetectedObject& object) { return !object.stationary; });
}

double rounded(double fps) {
  return std::max(std::round(fps * 10) / 10, 0.1);
}

}  // namespace

Duration Pace::rest_after(const Result& result) {
  const bool says_something = result.motion || result.objects;
  const bool is_quiet = says_something && !anything_moves(result) && !anything_is_there(result) && !is_learning(result);
  if (terms_.idle_fps <= 0 || !is_quiet) {
    quiet_since_.reset();
    return Duration::zero();
  }
  if (!quiet_since_) quiet_since_ = result.completed;
  if (result.completed - *quiet_since_ < terms_.idle_after) return Duration::zero();
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(std::min(early / terms_.idle_fps, longest_rest)));
}

std::optional<NextFrames> Pace::advice(const Result& result, bool rests) {
  if (!terms_.advise) return std::nullopt;
  if (!terms_.other_sizes) halvings_ = 0;
  NextFrames next;
  if (rests) {
    window_ = {};  // what is superseded now says nothing about a lack of time
    next.fps = terms_.idle_fps;
    if (fps_) next.fps = std::min(*next.fps, *fps_);
  } else {
    count(result);
    if (result.completed - window_.begin >= window_length) judge(result);
    next.fps = fps_;
  }
  if (halvings_ > 0) next.size = {{std::max(full_width_ >> halvings_, 1), std::max(full_height_ >> halvings_, 1)}};
  if (next.fps) next.fps = rounded(std::max(*next.fps, terms_.least_fps));
  if (!next.fps && !next.size) return std::nullopt;
  return next;
}

void Pace::count(const Result& result) {
  if (window_.begin == TimePoint{}) {
    window_.begin = result.completed;  // its own loss lies before the window
    return;
  }
  ++window_.results;
  window_.superseded += result.superseded;
  window_.decode += result.times.decode;
  window_.work += result.times.total - result.times.wait;
}

void Pace::judge(const Result& result) {
  const double rate = static_cast<double>(window_.results) / to_seconds(result.completed - window_.begin);
  const double loss =
      static_cast<double>(window_.superseded) / static_cast<double>(window_.superseded + window_.results);
  if (loss > tolerable_loss) {
    if (trying_) patience_ = std::min(2 * patience_, longest_patience);
    trying_ = false;
    next_try_ = result.completed + patience_;
    less(rate, result);
  } else if ((fps_ || halvings_ > 0) && result.completed >= next_try_) {
    trying_ = true;
    next_try_ = result.completed + patience_;
    more(rate);
  } else if (!fps_ && halvings_ == 0) {
    patience_ = first_patience;
    trying_ = false;
  }
  window_ = {.begin = result.completed};
}

void Pace::less(double rate, const Result& result) {
  constexpr double below = 0.9;  // so that the next ones do not wait
  if (halvings_ == 0) {
    full_width_ = result.width;
    full_height_ = result.height;
  }
  const bool decoding_is_most = window_.decode > window_.work / 2;
  const bool can_be_smaller =
      terms_.other_sizes && halvings_ < most_halvings && std::min(result.width, result.height) / 2 >= least_side;
  if (rate * below < least_fps && decoding_is_most && can_be_smaller) {
    ++halvings_;
    return;
  }
  fps_ = std::max(fps_ ? std::min(*fps_, rate * below) : rate * below, 0.1);
}

/// First the rate, up to where the camera sends less than it is allowed by itself; then the size.
void Pace::more(double rate) {
  constexpr double step = 1.25;
  if (fps_ && rate < *fps_ / step)
    fps_.reset();
  else if (fps_)
    fps_ = *fps_ * step;
  else
    --halvings_;
}

}  // namespace framewake
