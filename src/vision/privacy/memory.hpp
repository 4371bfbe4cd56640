#pragma once
// Where in the picture something was seen that must not be shown, and how long that goes on.

#include <optional>
#include <vector>

#include "base/time.hpp"
#include "frame/result.hpp"
#include "vision/stage.hpp"

namespace framewake {

/// Whether one of the places, each looked at as a whole, covers the box. A box that two share counts as not looked at: in
/// doubt it stays hidden.
bool is_looked_at(const Box& box, const std::vector<Box>& places);

/// Thread-bound. In doubt it hides: a place is shown again only when somebody has looked at it twice, at least `hold` apart, and
/// found nothing in all that time. Frames that nobody has looked at take nothing away.
class PrivacyMemory {
 public:
  /// Something that must be hidden is at `box` in a frame that arrived at `now`. `margin`: as much of the box's width and
  /// height is hidden on each side of it, too, as far as `seen` goes: the part of the frame that anybody looks at. What
  /// another box of the same frame hides already gets none of its own: give the surest first.
  void see(const Box& box, double margin, const Box& seen, TimePoint now);
  /// Something has changed at `box` that nobody has looked at: it is hidden, with its margin, until somebody has.
  void suspect(const Box& box, double margin, const Box& seen);
  /// Somebody has looked at `places` in a frame that arrived at `now`; what was seen there comes after this, by see(). Of
  /// what reaches beyond `seen` only the part within counts: nobody ever looks at the rest.
  void looked(const std::vector<Box>& places, const Box& seen, TimePoint now, Duration hold);
  void forget() noexcept;

  std::vector<Box> hidden() const;

 private:
  struct Held {
    Box box{};
    TimePoint seen{};
    std::optional<TimePoint> missing;  ///< when somebody first looked there afterwards and found nothing
  };
  std::vector<Held> held_;
  std::vector<Box> suspects_;
};

}  // namespace framewake
