#pragma once
// The numbers of a camera's tracks, none of which is used twice while the process lives.

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "frame/camera_id.hpp"

namespace framewake {

/// Of one camera: whatever becomes of its stages, numbers go on. Thread-safe, as stages may follow things in both parts of a
/// pipeline.
class TrackNumbers {
 public:
  /// From 1.
  std::uint64_t next() noexcept { return last_.fetch_add(1, std::memory_order_relaxed) + 1; }

 private:
  std::atomic<std::uint64_t> last_{0};
};

/// Of all cameras. Thread-safe.
class TrackNumbersByCamera {
 public:
  /// Shared by the camera's pipelines, which a reload may end while a frame is in their hands.
  std::shared_ptr<TrackNumbers> of(const CameraId& camera) {
    const std::lock_guard lock(mutex_);
    auto& numbers = cameras_[camera];
    if (!numbers) numbers = std::make_shared<TrackNumbers>();
    return numbers;
  }

 private:
  std::mutex mutex_;
  std::map<CameraId, std::shared_ptr<TrackNumbers>> cameras_;  // guarded by mutex_
};

}  // namespace framewake
