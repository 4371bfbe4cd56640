#include "capture/av/device_wait.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>

namespace framewake::av {

DeviceWait::DeviceWait(const std::string& path) : woken_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  struct stat wanted {};
  if (stat(path.c_str(), &wanted) != 0 || !S_ISCHR(wanted.st_mode)) return;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator("/proc/self/fd", error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    int descriptor = -1;
    std::from_chars(name.data(), name.data() + name.size(), descriptor);
    struct stat open {};
    if (fstat(descriptor, &open) == 0 && S_ISCHR(open.st_mode) && open.st_rdev == wanted.st_rdev) device_ = descriptor;
  }
}

DeviceWait::~DeviceWait() {
  if (woken_ >= 0) close(woken_);
}

DeviceWait::Outcome DeviceWait::wait(const std::stop_token& stop, milliseconds limit) const {
  if (device_ < 0 || woken_ < 0) return stop.stop_requested() ? Outcome::stopped : Outcome::ready;
  const std::stop_callback wake(stop, [this] { eventfd_write(woken_, 1); });
  std::array<pollfd, 2> both{pollfd{device_, POLLIN, 0}, pollfd{woken_, POLLIN, 0}};
  const int ready = poll(both.data(), both.size(), static_cast<int>(limit.count()));
  if (stop.stop_requested()) return Outcome::stopped;
  return ready == 0 ? Outcome::silent : Outcome::ready;  // also when the device is gone: reading says so
}

}  // namespace framewake::av
