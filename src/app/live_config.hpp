#pragma once
// The configuration in effect, which a reload replaces whole.

#include <memory>
#include <mutex>
#include <utility>

#include "config/config.hpp"

namespace framewake {

/// Thread-safe.
class LiveConfig {
 public:
  /// Shared: who has asked goes on with what was in effect then, while a reload puts another in its place.
  using Snapshot = std::shared_ptr<const Config>;

  explicit LiveConfig(Config config) : config_(std::make_shared<const Config>(std::move(config))) {}

  Snapshot now() const {
    const std::lock_guard lock(mutex_);
    return config_;
  }
  void replace(Config config) {
    auto next = std::make_shared<const Config>(std::move(config));
    const std::lock_guard lock(mutex_);
    config_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  Snapshot config_;  // guarded by mutex_
};

}  // namespace framewake
