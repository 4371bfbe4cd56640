#include "vision/stages/motion_reasons.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>

namespace framewake {
namespace {

constexpr const char* region_label = "region";

}  // namespace

/// True when nothing more is to be said of this frame.
bool MotionReasons::say_why_it_learns() const {
  switch (movement.start) {
    case NewStart::session: decisions.note({.reason = Reason::motion_first_frame}); return true;
    case NewStart::size: decisions.note({.reason = Reason::motion_other_size}); return true;
    case NewStart::gap:
      decisions.note(
          {.reason = Reason::motion_gap, .value = to_seconds(movement.gap), .limit = to_seconds(options.relearn_gap)});
      return true;
    case NewStart::lightning:
      decisions.note({.reason = Reason::motion_lightning, .value = movement.changed, .limit = options.lightning});
      return true;
    case NewStart::moved:
      decisions.note({.reason = Reason::motion_camera_moved,
                      .value = std::hypot(double{movement.shift.x}, double{movement.shift.y}) * geometry.scale});
      return true;
    case NewStart::none: break;
  }
  if (!movement.learning) return false;
  decisions.note({.reason = Reason::motion_warm_up,
                  .value = to_seconds(movement.learnt_for),
                  .limit = to_seconds(options.warm_up)});
  return true;
}

void MotionReasons::say_what_does_not_move() const {
  constexpr std::array reasons{Reason::motion_small, Reason::motion_faint, Reason::motion_fleeting,
                               Reason::motion_light, Reason::motion_ghost};
  static_assert(static_cast<std::size_t>(NoMotion::ghost) + 1 == reasons.size());
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const Dismissed& dismissed = movement.dismissed[i];
    if (dismissed.count == 0) continue;
    Decision decision{.reason = reasons[i], .label = region_label, .box = in_frame(dismissed.box, geometry)};
    decision.alike = static_cast<std::uint32_t>(dismissed.count);
    if (decision.reason == Reason::motion_small) {
      decision.value = 1.0 * dismissed.pixels / movement.looked_at;
      decision.limit = options.smallest;
    }
    decisions.note(decision);
  }
}

void MotionReasons::say_what_moves(const MotionResult& motion) const {
  if (movement.looked_at == 0) return decisions.note({.reason = Reason::motion_all_masked});
  if (say_why_it_learns()) return;
  const double masked = 1.0 * movement.masked / movement.looked_at;
  if (masked > 0 && masked >= options.smallest)
    decisions.note({.reason = Reason::motion_masked, .value = masked, .limit = options.smallest});
  if (const double shift = std::hypot(movement.shift.x, movement.shift.y); shift > 0)
    decisions.note({.reason = Reason::motion_shake, .value = shift * geometry.scale});
  say_what_does_not_move();
  if (!motion.regions.empty()) {
    decisions.note({.reason = Reason::motion_moves,
                    .label = region_label,
                    .box = motion.regions.front(),
                    .value = 1.0 * movement.largest / movement.looked_at,
                    .limit = options.smallest,
                    .alike = static_cast<std::uint32_t>(motion.regions.size())});
  } else if (std::all_of(movement.dismissed.begin(), movement.dismissed.end(),
                         [](const Dismissed& one) { return one.count == 0; })) {
    decisions.note({.reason = Reason::motion_nothing});
  }
}

void MotionReasons::say_whether_active(const Debounce& debounce, bool was_active, TimePoint arrival) const {
  const Duration moving_for = debounce.moving_for(arrival);
  const bool is_active = debounce.active();
  const bool goes_on = is_active && was_active && moving_for < options.on_after;  // after a pause: by off_after
  if (!movement.regions.empty() && !goes_on) {
    decisions.note({.reason = is_active ? Reason::motion_active : Reason::motion_not_yet,
                    .value = to_seconds(moving_for),
                    .limit = to_seconds(options.on_after)});
  } else if (was_active || is_active) {
    decisions.note({.reason = is_active ? Reason::motion_fading : Reason::motion_over,
                    .value = to_seconds(debounce.still_for(arrival)),
                    .limit = to_seconds(options.off_after)});
  }
}

}  // namespace framewake
