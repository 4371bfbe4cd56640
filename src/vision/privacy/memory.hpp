#pragma once
// Where in the picture something was seen that must not be shown, and how long that goes on.

#include <vector>

#include "base/time.hpp"
#include "frame/result.hpp"
#include "vision/stage.hpp"

namespace framewake {

/// Thread-bound. In doubt it hides: a place is shown again only when somebody has looked at it and found nothing, and not
/// sooner than `hold` after something was last seen there. Frames that nobody has looked at take nothing away.
class PrivacyMemory {
 public:
  /// Something that must be hidden is at `box` in a frame that arrived at `now`. `margin`: as much of the box's width and
  /// height is hidden on each side of it, too; the frame ends at `width` and `height`.
  void see(const Box& box, double margin, int width, int height, TimePoint now);
  /// Something moves at `box` that nobody has looked at: it is hidden until somebody has.
  void suspect(const Box& box);
  /// Somebody has looked at `places` in a frame that arrived at `now`; what was seen there comes after this, by see().
  void looked(const std::vector<Box>& places, TimePoint now, Duration hold);
  void forget() noexcept;

  std::vector<Box> hidden() const;

 private:
  struct Held {
    Box box{};
    TimePoint seen{};
  };
  std::vector<Held> held_;
  std::vector<Box> suspects_;
};

}  // namespace framewake
