#pragma once
// A receiver of frames in a process of its own, with cameras connected to it: what it costs to receive.

#include <array>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "bench/support/camera_socket.hpp"
#include "bench/support/child.hpp"
#include "bench/support/report.hpp"
#include "bench/support/usage.hpp"
#include "support/images.hpp"

namespace framewake::bench {

/// 100 KB that pass for a JPEG as far as its header goes; no receiver decodes the rest.
inline std::string image_like(unsigned seed) {
  constexpr std::size_t size = 100'000;
  std::string image = test::make_jpeg(640, 480);
  image.resize(test::scan_begin(image));
  std::mt19937 random(seed);
  while (image.size() < size) image += static_cast<char>(random() & 0x7f);
  return image;
}

/// What a camera sends in turn, as messages: pictures that differ, since one that stays the same is looked at twice.
using Messages = std::array<std::string, 2>;

inline Messages different_messages() {
  return {masked_message(image_like(1)), masked_message(image_like(2))};
}

/// `Socket`: CameraSocket or TlsCameraSocket.
template <class Socket>
class Receiver {
 public:
  /// Starts the program, which says "port N", and connects so many cameras to it.
  Receiver(const std::vector<std::string>& command, int cameras) : child_(command) {
    std::uint16_t port = 0;
    std::istringstream(child_.line_with("port ").substr(5)) >> port;
    for (int i = 0; i < cameras; ++i) cameras_.emplace_back(port, "/camera/c" + std::to_string(i));
  }

  struct Cost {
    double thread = 0;   ///< CPU seconds of the thread that receives
    double process = 0;  ///< and of all threads
  };
  /// Sends `count` messages, one camera after the other, and waits until all have been read.
  Cost receive(const Messages& messages, int count) {
    const Cost before = used();
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
      cameras_[i % cameras_.size()].send(messages[i / cameras_.size() % messages.size()]);
    for (auto& camera : cameras_) camera.sync();
    sent_ += count;
    const Cost after = used();
    return {after.thread - before.thread, after.process - before.process};
  }

  /// Ends it; throws Broken when it has not counted every message.
  void finish() {
    const std::string account = child_.finish();
    if (account.find("frames " + std::to_string(sent_) + " ") == std::string::npos)
      throw Broken("sent " + std::to_string(sent_) + " frames, the receiver says: " + account);
  }
  const Socket& camera() const { return cameras_.front(); }

 private:
  Cost used() const {
    const double process = process_cpu_seconds(child_.pid());
    const double net = cpu_seconds_of_threads(child_.pid(), "fw-net");
    return {net > 0 ? net : process, process};  // who has no such thread has only one
  }

  Child child_;
  std::vector<Socket> cameras_;
  int sent_ = 0;
};

}  // namespace framewake::bench
