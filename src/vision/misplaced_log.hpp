#pragma once
// Says which places of a configuration lie outside of a camera's pictures, where nothing can ever be.

#include <array>
#include <deque>
#include <span>
#include <string>
#include <string_view>

#include "base/geometry.hpp"
#include "base/time.hpp"
#include "base/token_bucket.hpp"
#include "frame/view.hpp"

namespace framewake {

/// Those of the places, in pixels of the view, that have nothing of it in them: "polygon 1, polygon 3"; "" when there is none.
std::string outside_of(const View& view, std::string_view kind, std::span<const Polygon> places);

/// Of one stage of one camera; thread-bound. Each size of its pictures is said once. Of a camera that changes its size with
/// every frame 8 are said at once and then one a minute, and sizes that were said longest ago may be said again.
class MisplacedLog {
 public:
  /// To be called with every frame, as what the rate holds back is said when its time has come. `what`: such as
  /// `zones: polygon 2 of "door"`, all that lies outside; "" when all is well. `now`: the frame's moment.
  void see(const std::string& camera, const View& view, const std::string& what, TimePoint now);
  /// Other places, from now on.
  void forget() { said_.clear(); }

 private:
  std::deque<std::array<int, 2>> said_;  ///< sizes, the newest last
  TokenBucket rate_{1.0 / 60, 8};
};

}  // namespace framewake
