#pragma once
// How often a camera is looked at while nothing goes on, and what it is told to send.

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "frame/result.hpp"

namespace framewake {

struct PaceTerms {
  double idle_fps = 0;  ///< looks a second while nothing goes on, but one in an hour at least; 0: at every frame
  Duration idle_after = std::chrono::seconds(10);  ///< nothing has gone on for so long
  bool advise = false;                             ///< say in results what would be enough (Result::next) …
  bool other_sizes = true;                         ///< … also pictures of another size
  double least_fps = 0.1;                          ///< no fewer frames a second than these are ever advised
};

/// One camera's pace. Belongs to whoever has the camera's frame in hands.
class Pace {
 public:
  void change(const PaceTerms& terms) { terms_ = terms; }

  /// How long, from when this frame was taken, frames may wait for their successors; zero: not at all. The first result in
  /// which something goes on ends it. A result that says nothing of motion or objects, or of which motion still learns, is none in which nothing goes on.
  Duration rest_after(const Result& result);

  /// What the camera might send instead; nothing: what it sends is right. `decode`, `total work`: of this frame.
  /// While frames are superseded for want of time, it is told the rate at which they are looked at; where that would be
  /// less than 5 a second and decoding is most of the work, half the size. After 30 s without loss a little more is tried,
  /// and when that was too much, after twice as long the next time.
  std::optional<NextFrames> advice(const Result& result, bool rests);

 private:
  struct Window {
    TimePoint begin{};
    std::uint64_t results = 0;
    std::uint64_t superseded = 0;
    Duration work{};
    Duration decode{};
  };
  void count(const Result& result);
  void judge(const Result& result);
  void less(double rate, const Result& result);
  void more(double rate);

  PaceTerms terms_;
  std::optional<TimePoint> quiet_since_;
  Window window_;
  std::optional<double> fps_;  ///< as advised
  int halvings_ = 0;           ///< of the size, as advised
  int full_width_ = 0;         ///< of the frames before any advice
  int full_height_ = 0;
  Duration patience_ = first_patience;
  TimePoint next_try_{};
  bool trying_ = false;  ///< more than before has been allowed lately

  static constexpr Duration first_patience = std::chrono::seconds(30);
};

}  // namespace framewake
