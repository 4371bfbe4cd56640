#include "capture/pacing.hpp"

#include <condition_variable>
#include <mutex>

namespace framewake {

bool SteadyPacing::wait_until(TimePoint moment, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  never_notified.wait_until(lock, stop, moment, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace framewake
