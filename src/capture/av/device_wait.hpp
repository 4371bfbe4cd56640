#pragma once
// Waiting for a camera device in a way that can be ended. libavdevice's own wait cannot: it sits in an ioctl until the
// camera delivers, and one that has stalled never does.

#include <optional>
#include <stop_token>
#include <string>

#include "base/time.hpp"

namespace framewake::av {

/// Not thread-safe.
class DeviceWait {
 public:
  /// `path`: a device that libavdevice has just opened in this process: its descriptor is found among the process's own.
  explicit DeviceWait(const std::string& path);
  ~DeviceWait();
  DeviceWait(const DeviceWait&) = delete;
  DeviceWait& operator=(const DeviceWait&) = delete;

  enum class Outcome : std::uint8_t { ready, stopped, silent };
  /// Until there is a picture, a stop, or `limit` has passed.
  Outcome wait(const std::stop_token& stop, milliseconds limit) const;

 private:
  int device_ = -1;  // libavdevice's, not ours to close; -1: not found
  int woken_ = -1;   // an eventfd
};

}  // namespace framewake::av
