#pragma once
// Says which places of a configuration lie outside of a camera's pictures, where nothing can ever be.

#include <array>
#include <string>
#include <vector>

namespace framewake {

/// Of one stage of one camera; thread-bound. Each size of its pictures is said once, so that a camera that changes its size
/// with every frame does not fill the log.
class MisplacedLog {
 public:
  /// `what`: such as `zones: polygon 2 of "door" lies outside`; "" when all is well.
  void see(const std::string& camera, int width, int height, const std::string& what);
  /// Other places, from now on.
  void forget() { said_.clear(); }

 private:
  std::vector<std::array<int, 2>> said_;
};

}  // namespace framewake
