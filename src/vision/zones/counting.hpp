#pragma once
// Counts what goes into a zone, stays there, and crosses a line. Works on numbered tracks: what has no number is not
// counted.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/geometry.hpp"
#include "base/time.hpp"
#include "frame/decision.hpp"
#include "frame/result.hpp"

namespace framewake {

struct CountingSettings {
  std::vector<Polygon> areas;       ///< pixels; in one of them is in the zone
  std::vector<Polygon> lines;       ///< pixels, paths of two and more points
  milliseconds inertia{300};        ///< a change of place counts when it has lasted so long
  milliseconds dwell{5000};         ///< inside for so long: it dwells
  milliseconds forget_after{5000};  ///< who is not seen for so long is gone, though his track may go on
};

/// Of one camera. Not thread-safe.
class ZoneCounter {
 public:
  /// Of one thing: where it is, for how long, and whether that counts.
  struct Judgement {
    Reason reason;
    std::uint64_t track = 0;
    ShortText<31> label = {};
    Duration time{};                            ///< in the new place, in the zone, not seen: as the reason says
    Duration limit{};                           ///< what that is compared with
    double distance = 0;                        ///< of `zone_outside`: pixels to the zone
    std::optional<std::size_t> direction = {};  ///< of `line_crossed` and `line_lost`: 0 or 1
  };

  /// The frame's moment, before its objects.
  void begin(TimePoint now);
  /// One object of the frame. True when it is in the zone, inertia considered.
  bool see(const CountingSettings& settings, std::uint64_t track, const std::string& label, const Point& place);
  /// The same of a moment before, for one who is new in this frame, before he is seen in it: oldest first. What counts of it
  /// counts now; of the rest nothing is told.
  void recall(const CountingSettings& settings, std::uint64_t track, const std::string& label, const Point& place,
              TimePoint then);
  /// What has been judged since begin(), in order.
  const std::vector<Judgement>& judgements() const noexcept { return judgements_; }

  /// Whether anybody has looked at this place, pixels.
  using LookedAt = std::function<bool(const Point& place, const std::string& label)>;

  /// Whether the track has not been given up.
  using Followed = std::function<bool(std::uint64_t track)>;

  /// After all of them: lets go who is gone, and counts. `looked`: whether the frame was looked at for objects. In one that
  /// was not, and at places that are not `looked_at` (an empty function: all are), nobody is missing; who was missing in the
  /// last that was goes on being so. Whose track is not `followed` any more (an empty function: all are) is gone at once, wherever
  /// anybody looked: so there are never more visitors than tracks.
  void end(const CountingSettings& settings, bool looked, const LookedAt& looked_at = {},
           const Followed& followed = {});

  /// By label. `…_now` are those of the frame between begin() and end().
  const std::vector<ZoneCounts>& zone() const noexcept { return zone_; }
  const std::vector<LineCounts>& line() const noexcept { return line_; }

  /// The directions of lines are called something else from now on: each goes on with the totals of the one (0 or 1) that it
  /// was before; nothing: it begins.
  void rename(const std::array<std::optional<std::size_t>, 2>& was);
  /// Nobody is there any more, as after a new connection; totals stay.
  void forget();

 private:
  /// Somebody and one line.
  struct Passage {
    int side = 0;                   ///< where he counts as being; 0: not known yet
    std::optional<TimePoint> over;  ///< since when he is on the other side, having crossed
    bool wavered = false;           ///< has turned back over it before
  };
  struct Visitor {
    std::uint64_t track = 0;
    std::string label;
    TimePoint seen;
    Point place{};
    std::optional<TimePoint> missing;  ///< since when it is looked for, and not seen
    bool inside = false;               ///< as it counts
    std::optional<TimePoint> differs;  ///< since when it is elsewhere than that
    TimePoint entered;                 ///< when it is inside
    bool dwells = false;
    std::vector<Passage> passages;  ///< by line
  };

  void judge_zone(const CountingSettings& settings, Visitor& visitor, bool is_inside);
  void judge_dwelling(const CountingSettings& settings, Visitor& visitor);
  void say(Reason reason, const Visitor& visitor, Duration time, Duration limit);
  void judge_line(const CountingSettings& settings, Visitor& visitor, std::size_t line, const Point& place);
  void cross(Visitor& visitor, std::size_t line, int side, Reason reason, Duration across, Duration limit);
  bool is_forgotten(const CountingSettings& settings, Visitor& visitor, bool looked, const LookedAt& looked_at) const;
  void let_go(Visitor& visitor);
  void leave(Visitor& visitor);
  ZoneCounts& zone_of(const std::string& label);
  LineCounts& line_of(const std::string& label);

  TimePoint now_{};
  std::map<std::uint64_t, Visitor> visitors_;
  std::vector<ZoneCounts> zone_;
  std::vector<LineCounts> line_;
  std::vector<Judgement> judgements_;
};

}  // namespace framewake
