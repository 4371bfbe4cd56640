#include "client/send_queue.hpp"

// The kernel's own header: glibc's struct tcp_info lacks tcpi_min_rtt, and the two exclude each other.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

namespace framewake {

void limit_unsent(int descriptor) noexcept {
  const int unsent = 16 * 1024;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

Duration path_round_trip(int descriptor) noexcept {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return Duration{};
  if (info.tcpi_min_rtt == ~0U) return Duration{};  // no sample yet
  return microseconds(info.tcpi_min_rtt);
}

std::size_t bytes_on_the_way(std::size_t frame_bytes, Duration frame_interval, Duration round_trip) noexcept {
  constexpr std::size_t least = 64 * 1024;
  constexpr double most_frames = 64;  // 2 s at 30 frames a second: no path is longer
  double frames = 1;
  if (frame_interval.count() > 0)
    frames += static_cast<double>(round_trip.count()) / static_cast<double>(frame_interval.count());
  return std::max(least, static_cast<std::size_t>(static_cast<double>(frame_bytes) * std::min(frames, most_frames)));
}

void limit_on_the_way(int descriptor, std::size_t bytes) noexcept {
  // The kernel doubles the value for its own bookkeeping, which takes about that much.
  const int size = static_cast<int>(std::min<std::size_t>(bytes, 16 * 1024 * 1024));
  setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

}  // namespace framewake
