#include "handoff/event.hpp"

namespace framewake {

void Event::set() {
  {
    const std::lock_guard lock(mutex_);
    set_ = true;
  }
  woken_.notify_one();
}

void Event::clear() {
  const std::lock_guard lock(mutex_);
  set_ = false;
}

bool Event::is_set() const {
  const std::lock_guard lock(mutex_);
  return set_;
}

bool Event::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  woken_.wait(lock, stop, [this] { return set_; });
  return !stop.stop_requested();
}

bool Event::wait_until(const std::stop_token& stop, TimePoint until) {
  std::unique_lock lock(mutex_);
  woken_.wait_until(lock, stop, until, [this] { return set_; });
  return !stop.stop_requested();
}

}  // namespace framewake
