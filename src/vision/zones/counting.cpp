#include "vision/zones/counting.hpp"

#include <algorithm>
#include <utility>

#include "vision/ignored_area.hpp"
#include "vision/zones/geometry.hpp"

namespace framewake {
namespace {

template <class Counts>
Counts& of_label(std::vector<Counts>& all, const std::string& label) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Counts& one) { return one.label == label; });
  if (found != all.end()) return *found;
  Counts& made = all.emplace_back();
  made.label = label;
  return made;
}

}  // namespace

ZoneCounts& ZoneCounter::zone_of(const std::string& label) {
  return of_label(zone_, label);
}

LineCounts& ZoneCounter::line_of(const std::string& label) {
  return of_label(line_, label);
}

void ZoneCounter::begin(TimePoint now) {
  now_ = now;
  judgements_.clear();
  for (ZoneCounts& counts : zone_) counts.entered_now = counts.dwelt_now = 0;
  for (LineCounts& counts : line_) counts.crossed_now = {};
}

bool ZoneCounter::see(const CountingSettings& settings, std::uint64_t track, const std::string& label,
                      const Point& place) {
  const auto [found, is_new] = visitors_.try_emplace(track);
  Visitor& visitor = found->second;
  if (visitor.passages.size() != settings.lines.size()) visitor.passages.assign(settings.lines.size(), {});
  if (is_new) {
    visitor.track = track;
    visitor.label = label;
  }
  const bool is_inside = std::any_of(settings.areas.begin(), settings.areas.end(),
                                     [&](const Polygon& area) { return contains(area, place); });
  if (settings.areas.empty())
    leave(visitor);  // a reload has taken them away
  else
    judge_zone(settings, visitor, is_inside);
  if (!judgements_.empty() && judgements_.back().reason == Reason::zone_outside)
    judgements_.back().distance = distance_to(settings.areas, place);
  for (std::size_t line = 0; line < settings.lines.size(); ++line) judge_line(settings, visitor, line, place);
  visitor.place = place;
  visitor.seen = now_;
  visitor.missing.reset();
  return visitor.inside;
}

void ZoneCounter::recall(const CountingSettings& settings, std::uint64_t track, const std::string& label,
                         const Point& place, TimePoint then) {
  const auto told = static_cast<std::ptrdiff_t>(judgements_.size());
  const TimePoint now = std::exchange(now_, then);
  see(settings, track, label, place);
  now_ = now;
  const auto counts = [](const Judgement& one) {
    return one.reason == Reason::zone_entered || one.reason == Reason::zone_left || one.reason == Reason::line_crossed;
  };
  judgements_.erase(std::remove_if(judgements_.begin() + told, judgements_.end(), std::not_fn(counts)),
                    judgements_.end());
}

void ZoneCounter::judge_zone(const CountingSettings& settings, Visitor& visitor, bool is_inside) {
  if (is_inside == visitor.inside) {
    visitor.differs.reset();
    if (!is_inside) say(Reason::zone_outside, visitor, {}, {});
  } else {
    if (!visitor.differs) visitor.differs = now_;
    const Duration elsewhere = now_ - *visitor.differs;
    if (elsewhere < settings.inertia) {
      say(is_inside ? Reason::zone_entering : Reason::zone_leaving, visitor, elsewhere, settings.inertia);
    } else {
      say(is_inside ? Reason::zone_entered : Reason::zone_left, visitor, elsewhere, settings.inertia);
      if (is_inside) {
        visitor.inside = true;
        visitor.entered = *visitor.differs;  // it has been there since, and dwells from then on
        ++zone_of(visitor.label).entered;
        ++zone_of(visitor.label).entered_now;
      } else {
        leave(visitor);
      }
      visitor.differs.reset();
    }
  }
  judge_dwelling(settings, visitor);
}

void ZoneCounter::judge_dwelling(const CountingSettings& settings, Visitor& visitor) {
  if (!visitor.inside) return;
  const Duration inside_for = now_ - visitor.entered;
  const bool dwells = inside_for >= settings.dwell;
  say(dwells ? Reason::zone_dwells : Reason::zone_dwelling_not_yet, visitor, inside_for, settings.dwell);
  if (visitor.dwells || !dwells) return;
  visitor.dwells = true;
  ++zone_of(visitor.label).dwelt;
  ++zone_of(visitor.label).dwelt_now;
}

void ZoneCounter::say(Reason reason, const Visitor& visitor, Duration time, Duration limit) {
  judgements_.push_back(
      {.reason = reason, .track = visitor.track, .label = visitor.label, .time = time, .limit = limit});
}

void ZoneCounter::leave(Visitor& visitor) {
  if (!visitor.inside) return;
  visitor.inside = visitor.dwells = false;
  ++zone_of(visitor.label).left;
}

/// Somebody is across when he has gone over the line itself, and has then kept to the other side.
void ZoneCounter::judge_line(const CountingSettings& settings, Visitor& visitor, std::size_t line, const Point& place) {
  const Polygon& path = settings.lines[line];
  const int side = side_of(path, place);
  if (side == 0) return;
  auto& [counted, over, wavered] = visitor.passages[line];
  if (counted == 0) {
    counted = side;
    return;
  }
  if (side == counted) {
    if (over) {
      say(Reason::line_turned_back, visitor, now_ - *over, settings.inertia);
      wavered = true;
    }
    return over.reset();
  }
  if (!over) {
    if (!crosses(path, visitor.place, place)) {
      counted = side;  // went around an end
      return say(Reason::line_around, visitor, {}, {});
    }
    over = now_;
  }
  const Duration across = now_ - *over;
  if (across < settings.inertia) return say(Reason::line_crossing, visitor, across, settings.inertia);
  counted = side;
  cross(visitor, line, side, Reason::line_crossed, across, settings.inertia);
}

void ZoneCounter::cross(Visitor& visitor, std::size_t line, int side, Reason reason, Duration across, Duration limit) {
  const std::size_t direction = side > 0 ? 0 : 1;
  visitor.passages[line].over.reset();
  say(reason, visitor, across, limit);
  judgements_.back().direction = direction;
  ++line_of(visitor.label).crossed[direction];
  ++line_of(visitor.label).crossed_now[direction];
}

/// Notes as well whether he is missed.
bool ZoneCounter::is_forgotten(const CountingSettings& settings, Visitor& visitor, bool looked,
                               const LookedAt& looked_at) const {
  const bool is_missed = looked && visitor.seen != now_ && (!looked_at || looked_at(visitor.place, visitor.label));
  if (is_missed && !visitor.missing) visitor.missing = now_;
  return visitor.missing && now_ - *visitor.missing >= settings.forget_after;
}

void ZoneCounter::let_go(Visitor& visitor) {
  // Who was last seen beyond a line, and had not wavered there, did not turn back: behind a door nobody is seen for long.
  for (std::size_t line = 0; line < visitor.passages.size(); ++line)
    if (const auto [side, over, wavered] = visitor.passages[line]; over && !wavered)
      cross(visitor, line, -side, Reason::line_lost, {}, {});
  leave(visitor);
}

void ZoneCounter::end(const CountingSettings& settings, bool looked, const LookedAt& looked_at,
                      const Followed& followed) {
  for (auto one = visitors_.begin(); one != visitors_.end();) {
    Visitor& visitor = one->second;
    const bool is_lost = followed && !followed(visitor.track);
    if (!is_forgotten(settings, visitor, looked, looked_at) && !is_lost) {
      ++one;
      continue;
    }
    if (visitor.inside)
      say(is_lost ? Reason::zone_lost : Reason::zone_forgotten, visitor, now_ - visitor.seen, settings.forget_after);
    let_go(visitor);
    one = visitors_.erase(one);
  }
  for (ZoneCounts& counts : zone_) counts.inside = counts.dwelling = 0;
  for (const auto& [track, visitor] : visitors_) {
    if (!visitor.inside) continue;
    ++zone_of(visitor.label).inside;
    if (visitor.dwells) ++zone_of(visitor.label).dwelling;
  }
}

void ZoneCounter::rename(const std::array<std::optional<std::size_t>, 2>& was) {
  for (LineCounts& counts : line_) {
    const auto before = counts.crossed;
    for (std::size_t way = 0; way < was.size(); ++way) counts.crossed[way] = was[way] ? before[*was[way]] : 0;
  }
}

void ZoneCounter::forget() {
  for (auto& [track, visitor] : visitors_) leave(visitor);
  visitors_.clear();
}

}  // namespace framewake
