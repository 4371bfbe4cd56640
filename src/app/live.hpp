#pragma once
// What is in effect, which a reload replaces whole.

#include <memory>
#include <mutex>
#include <utility>

namespace framewake {

/// Thread-safe.
template <class T>
class Live {
 public:
  /// Shared: who has asked goes on with what was in effect then, while a reload puts another in its place.
  using Snapshot = std::shared_ptr<const T>;

  explicit Live(T value) : value_(std::make_shared<const T>(std::move(value))) {}

  Snapshot now() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  void replace(T value) {
    auto next = std::make_shared<const T>(std::move(value));
    const std::lock_guard lock(mutex_);
    value_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  Snapshot value_;  // guarded by mutex_
};

}  // namespace framewake
