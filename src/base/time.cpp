#include "base/time.hpp"

namespace framewake {
namespace {

class SteadyTime final : public TimeSource {
 public:
  TimePoint now() const noexcept override { return Clock::now(); }
};

}  // namespace

const TimeSource& steady_time() noexcept {
  static const SteadyTime time;
  return time;
}

}  // namespace framewake
