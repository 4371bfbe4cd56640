// Receives frames with the daemon's own listener, into the hand-off, from where a worker takes and forgets them. Prints
// "port N", serves until stdin ends, prints "frames N bytes N". With a certificate and its key as arguments: over TLS.
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <cstdio>

#include "base/log.hpp"
#include "base/thread.hpp"
#include "ingest/listener.hpp"

using namespace framewake;

namespace {

IngestSettings settings(int argc, char** argv) {
  IngestSettings made;
  made.options.listen = "127.0.0.1:0";
  made.terms = [](const CameraId&) { return CameraTerms{.lane = {std::chrono::seconds(10)}}; };
  if (argc == 3) made.tls = TlsServerContext::load({.certificate = argv[1], .key = argv[2], .client_ca = {}}).context;
  if (argc == 3 && !made.tls) std::puts("the certificate cannot be used");
  return made;
}

void wait_for_end_of_stdin() {
  std::array<char, 64> ignored{};
  while (read(STDIN_FILENO, ignored.data(), ignored.size()) > 0) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  spdlog::set_level(spdlog::level::off);
  boost::asio::io_context io(1);
  FrameExchange exchange;
  Listener listener(io, exchange, settings(argc, argv), steady_time());
  std::atomic<std::uint64_t> bytes = 0;
  auto worker = start_thread("fw-proc-0", [&](const std::stop_token& stop) {
    while (auto claim = exchange.take(stop)) {
      bytes += claim->frame().message.size();
      claim->settle(Fate::processed);
    }
  });
  auto net = start_thread("fw-net", [&](const std::stop_token&) {
    const auto work = boost::asio::make_work_guard(io);
    io.run();
  });
  std::printf("port %d\n", listener.port());
  std::fflush(stdout);
  wait_for_end_of_stdin();
  worker.request_stop();
  worker.join();
  io.stop();
  net.join();
  std::uint64_t frames = 0;
  exchange.for_each([&](auto& lane) {
    const FateCounts counts = lane.ledger().counts();
    if (counts.rejected == 0 && counts.balanced()) frames += counts.received;
  });
  std::printf("frames %llu bytes %llu\n", static_cast<unsigned long long>(frames),
              static_cast<unsigned long long>(bytes));
}
