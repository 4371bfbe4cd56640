// What TLS adds to the CPU per GB of masked 100 KB messages: the daemon's listener with it and without, side by side.
#include <memory>
#include <random>
#include <sstream>

#include "bench/benches.hpp"
#include "bench/support/camera_socket.hpp"
#include "bench/support/child.hpp"
#include "bench/support/stats.hpp"
#include "bench/support/tls_camera_socket.hpp"
#include "bench/support/usage.hpp"
#include "support/certificates.hpp"
#include "support/images.hpp"

namespace framewake::bench {
namespace {

constexpr std::size_t frame_size = 100'000;
constexpr double goal_seconds_per_gb = 0.9;

std::string frame_like() {
  std::string image = test::make_jpeg(640, 480);
  image.resize(test::scan_begin(image));
  std::mt19937 random(1);
  while (image.size() < frame_size) image += static_cast<char>(random() & 0x7f);
  return image;
}

/// The listener in a process of its own, with its cameras connected.
template <class Socket>
class ListenerAtWork {
 public:
  ListenerAtWork(const std::vector<std::string>& command, int cameras) : child_(command) {
    std::uint16_t port = 0;
    std::istringstream(child_.line_with("port ").substr(5)) >> port;
    for (int i = 0; i < cameras; ++i) cameras_.emplace_back(port, "/camera/c" + std::to_string(i));
  }

  /// Sends `count` messages, one camera after the other, and waits until all have been read. CPU seconds of the thread that
  /// receives.
  double receive(const std::string& message, int count) {
    const double before = cpu_seconds_of_threads(child_.pid(), "fw-net");
    for (int i = 0; i < count; ++i) cameras_[static_cast<std::size_t>(i) % cameras_.size()].send(message);
    for (auto& camera : cameras_) camera.sync();
    sent_ += count;
    return cpu_seconds_of_threads(child_.pid(), "fw-net") - before;
  }

  /// Throws Broken when it has not counted every message.
  void finish() {
    const std::string account = child_.finish();
    if (account.find("frames " + std::to_string(sent_) + " ") == std::string::npos)
      throw Broken("sent " + std::to_string(sent_) + " frames, the receiver says: " + account);
  }
  const Socket& camera() const { return cameras_.front(); }

 private:
  Child child_;
  std::vector<Socket> cameras_;
  int sent_ = 0;
};

void compare(const Options& options, const std::string& message, int cameras, Table& table) {
  test::TestAuthority authority;
  const auto files = authority.issue("server");
  const std::string program = options.programs + "/bench_receive_framewake";
  ListenerAtWork<CameraSocket> plain({program}, cameras);
  ListenerAtWork<TlsCameraSocket> tls({program, files.certificate, files.key}, cameras);
  plain.receive(message, cameras * 2);  // buffers grow to their size
  tls.receive(message, cameras * 2);

  const int rounds = options.smoke ? 2 : 9;
  const int count = options.smoke ? 320 : 5120;
  const double gigabytes = static_cast<double>(message.size()) * count / 1e9;
  std::vector<double> without;
  std::vector<double> with;
  std::vector<double> added;
  for (int round = 0; round < rounds; ++round) {
    without.push_back(plain.receive(message, count) / gigabytes);
    with.push_back(tls.receive(message, count) / gigabytes);
    added.push_back(with.back() - without.back());
  }
  table.add({std::to_string(cameras), tls.camera().description(), number(median(without)), number(median(with)),
             number(median(added)), "≤ 0.9 added", verdict(median(added) <= goal_seconds_per_gb)});
  plain.finish();
  tls.finish();
}

}  // namespace

Report tls_cost(const Options& options) {
  Report report{
      .title = "What TLS costs",
      .measured =
          "CPU of the receiving thread per GB (10⁹ bytes) of masked 100 KB binary messages from a sender in another "
          "process: the daemon's listener as in \"Receive cost\", once without and once with TLS, in interleaved "
          "rounds; medians of the rounds, and of the rounds' own differences. The cipher is what OpenSSL's own client "
          "and the daemon agree on.",
      .table = Table({"connections", "cipher", "plain, CPU s/GB", "TLS, CPU s/GB", "TLS adds", "goal", "verdict"})};
  const std::string message = masked_message(frame_like());
  for (const int cameras : {1, 64}) compare(options, message, cameras, report.table);
  return report;
}

}  // namespace framewake::bench
