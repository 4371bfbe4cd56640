// What TLS adds to the CPU per GB of masked 100 KB messages: the daemon's listener with it and without, side by side.
#include "bench/benches.hpp"
#include "bench/support/receiver.hpp"
#include "bench/support/stats.hpp"
#include "bench/support/tls_camera_socket.hpp"
#include "support/certificates.hpp"

namespace framewake::bench {
namespace {

constexpr double goal_seconds_per_gb = 0.9;

void compare(const Options& options, const Messages& messages, int cameras, Table& table) {
  test::TestAuthority authority;
  const auto files = authority.issue("server");
  const std::string program = options.programs + "/bench_receive_framewake";
  Receiver<CameraSocket> plain({program}, cameras);
  Receiver<TlsCameraSocket> tls({program, files.certificate, files.key}, cameras);
  plain.receive(messages, cameras * 2);  // buffers grow to their size
  tls.receive(messages, cameras * 2);

  const int rounds = options.smoke ? 2 : 9;
  const int count = options.smoke ? 320 : 5120;
  const double gigabytes = static_cast<double>(messages[0].size()) * count / 1e9;
  std::vector<double> without;
  std::vector<double> with;
  std::vector<double> added;
  for (int round = 0; round < rounds; ++round) {
    without.push_back(plain.receive(messages, count).thread / gigabytes);
    with.push_back(tls.receive(messages, count).thread / gigabytes);
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
  const Messages messages = different_messages();
  for (const int cameras : {1, 64}) compare(options, messages, cameras, report.table);
  return report;
}

}  // namespace framewake::bench
