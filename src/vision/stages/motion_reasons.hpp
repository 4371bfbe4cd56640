#pragma once
// What the stage `motion` has to say of its judgement of one frame.

#include "frame/frame_decisions.hpp"
#include "frame/result.hpp"
#include "vision/motion/debounce.hpp"
#include "vision/motion/detector.hpp"
#include "vision/motion/regions.hpp"
#include "vision/stages/motion.hpp"

namespace framewake {

/// All borrowed, for the time of a frame.
struct MotionReasons {
  const MotionOptions& options;
  const FrameGeometry& geometry;
  const Movement& movement;
  FrameDecisions& decisions;

  /// What changed, and what of it moves; or why that could not be told.
  void say_what_moves(const MotionResult& motion) const;
  /// What debounce has made of it. `was_active`: before this frame.
  void say_whether_active(const Debounce& debounce, bool was_active, TimePoint arrival) const;

 private:
  bool say_why_it_learns() const;
  void say_what_does_not_move() const;
};

}  // namespace framewake
