#pragma once
// What operators may ask the daemon to do, besides telling about itself.

#include <functional>
#include <string>

namespace framewake {

/// An answer over HTTP, as JSON.
struct ControlAnswer {
  unsigned status = 200;
  std::string json;
};

class OperatorControl {
 public:
  /// Called once, on whatever thread does the work, unless the daemon stops before.
  using Done = std::function<void(ControlAnswer)>;

  virtual ~OperatorControl() = default;
  /// POST /api/v1/reload. Thread-safe; returns at once.
  virtual void reload(Done done) = 0;
};

}  // namespace framewake
