#pragma once
// Room for exactly one thing: the newest.

#include <mutex>
#include <optional>
#include <utility>

namespace framewake {

/// Thread-safe. The lock is held for a pointer swap: T must be cheap and noexcept to move, and is never made or destroyed
/// under the lock (what is displaced is handed back).
template <class T>
class LatestSlot {
 public:
  /// Puts `item` in and returns what was still waiting: superseded.
  [[nodiscard]] std::optional<T> put(T item) {
    return put(std::move(item), [](T&, const T&) noexcept {});
  }

  /// The same; `inherit(newcomer, displaced)` runs under the lock first: a few instructions at most.
  template <class Inherit>
  [[nodiscard]] std::optional<T> put(T item, Inherit inherit) {
    std::optional<T> displaced(std::move(item));
    const std::lock_guard lock(mutex_);
    displaced.swap(item_);
    if (displaced) inherit(*item_, *displaced);
    return displaced;
  }

  /// Whether something waits for which `test` is true.
  template <class Test>
  bool holds(Test test) const {
    const std::lock_guard lock(mutex_);
    return item_ && test(*item_);
  }

  /// Takes what is waiting, if anything is.
  [[nodiscard]] std::optional<T> take() {
    std::optional<T> taken;
    const std::lock_guard lock(mutex_);
    taken.swap(item_);
    return taken;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<T> item_;  // guarded by mutex_
};

}  // namespace framewake
