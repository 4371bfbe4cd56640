#include "bench/motion_cost/mjpeg_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "base/thread.hpp"
#include "bench/support/paced.hpp"

namespace framewake::bench {

MjpegServer::MjpegServer(const Footage& footage, int frames_a_second)
    : footage_(footage), rate_(frames_a_second), listening_(listen_loopback()) {
  acceptor_ = start_thread("bench-mjpeg", [this](const std::stop_token&) { accept_all(); });
}

MjpegServer::~MjpegServer() {
  ended_ = true;
  shutdown(listening_.socket, SHUT_RDWR);
  acceptor_.join();
  streams_.clear();
  close(listening_.socket);
}

void MjpegServer::accept_all() {
  for (;;) {
    const int socket = accept4(listening_.socket, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    streams_.push_back(start_thread("bench-stream", [this, socket](const std::stop_token&) {
      stream(socket);
      close(socket);
    }));
  }
}

void MjpegServer::stream(int socket) {
  std::array<char, 4096> request{};
  if (recv(socket, request.data(), request.size(), 0) <= 0) return;
  if (!send_all(socket, "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n")) return;
  Beat beat(std::chrono::nanoseconds(1'000'000'000 / rate_));
  for (std::uint64_t frame = 0; !ended_;) {
    beat.next();
    if (paused_ && frame >= static_cast<std::uint64_t>(rate_)) continue;
    const std::string& jpeg = footage_.at(frame++);
    const std::string head =
        "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + std::to_string(jpeg.size()) + "\r\n\r\n";
    if (!send_all(socket, head + jpeg + "\r\n")) return;
    ++sent_;
  }
}

}  // namespace framewake::bench
