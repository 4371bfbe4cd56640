#pragma once
// What is in effect, which a reload replaces whole.

#include <cstdint>
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

  Snapshot now() const { return numbered().first; }
  /// With its number, from 1: each that replaces another has a greater one.
  std::pair<Snapshot, std::uint64_t> numbered() const {
    const std::lock_guard lock(mutex_);
    return {value_, number_};
  }
  void replace(T value) {
    auto next = std::make_shared<const T>(std::move(value));
    const std::lock_guard lock(mutex_);
    value_.swap(next);
    ++number_;
  }

 private:
  mutable std::mutex mutex_;
  // guarded by mutex_:
  Snapshot value_;
  std::uint64_t number_ = 1;
};

}  // namespace framewake
