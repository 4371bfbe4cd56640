#pragma once
// A camera that others fetch a stream from: M-JPEG over HTTP.

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "bench/support/footage.hpp"
#include "bench/support/loopback.hpp"

namespace framewake::bench {

/// Serves whoever connects on the loopback, each on a thread of its own.
class MjpegServer {
 public:
  MjpegServer(const Footage& footage, int frames_a_second);
  ~MjpegServer();

  std::uint16_t port() const noexcept { return listening_.port; }
  /// While paused, streams stand still. It begins paused, but for the first second of each stream.
  void pause(bool paused) noexcept { paused_ = paused; }
  /// Frames sent on all streams.
  std::uint64_t sent() const noexcept { return sent_; }

 private:
  void accept_all();
  void stream(int socket);

  const Footage& footage_;
  const int rate_;
  const Listening listening_;
  std::atomic<bool> paused_ = true;
  std::atomic<bool> ended_ = false;
  std::atomic<std::uint64_t> sent_ = 0;
  std::vector<std::jthread> streams_;  // of the accepting thread, and of the destructor after that has ended
  std::jthread acceptor_;
};

}  // namespace framewake::bench
