#include "bench/support/daemon_process.hpp"

#include <sstream>
#include <thread>

#include "base/time.hpp"
#include "bench/support/loopback.hpp"
#include "bench/support/report.hpp"

namespace framewake::bench {
namespace {

std::vector<std::string> command_of(const std::string& framewake, const std::vector<std::string>& set,
                                    const std::string& config) {
  std::vector<std::string> command{framewake, "serve", "--config", config};
  for (const char* port : {"ingest.listen=127.0.0.1:0", "http.listen=127.0.0.1:0"})
    command.insert(command.end(), {"--set", port});
  for (const auto& pair : set) command.insert(command.end(), {"--set", pair});
  return command;
}

std::uint16_t port_at_end_of(const std::string& line) {
  return static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
}

}  // namespace

DaemonProcess::DaemonProcess(const std::string& framewake, const std::vector<std::string>& set,
                             const std::string& config)
    : child_(command_of(framewake, set, config)) {
  ingest_port_ = port_at_end_of(child_.line_with("listening for cameras on "));
  http_port_ = port_at_end_of(child_.line_with("listening for operators on "));
  child_.line_with("is ready");
}

FateCounts DaemonProcess::fates() const {
  FateCounts sum;
  std::istringstream metrics(http_get(http_port_, "/metrics"));
  for (std::string line; std::getline(metrics, line);) {
    const auto value = [&] { return static_cast<std::uint64_t>(std::stod(line.substr(line.rfind(' ') + 1))); };
    const auto has = [&](const char* text) { return line.find(text) != std::string::npos; };
    if (line.starts_with("framewake_frames_received_total{")) sum.received += value();
    if (!line.starts_with("framewake_frames_total{")) continue;
    if (has("fate=\"processed\"")) sum.processed += value();
    if (has("fate=\"superseded\"")) sum.superseded += value();
    if (has("fate=\"expired\"")) sum.expired += value();
    if (has("fate=\"rejected\"")) sum.rejected += value();
  }
  sum.in_flight = sum.received - sum.processed - sum.superseded - sum.expired - sum.rejected;
  return sum;
}

std::size_t DaemonProcess::connected() const {
  std::size_t count = 0;
  std::istringstream metrics(http_get(http_port_, "/metrics"));
  for (std::string line; std::getline(metrics, line);)
    if (line.starts_with("framewake_camera_connected{") && line.ends_with("} 1")) ++count;
  return count;
}

FateCounts DaemonProcess::settled(std::uint64_t received) const {
  const TimePoint deadline = Clock::now() + std::chrono::seconds(10);
  for (;;) {
    const FateCounts now = fates();
    if (now.received == received && now.in_flight == 0) return now;
    if (Clock::now() > deadline)
      throw Broken("frames are unaccounted for: sent " + std::to_string(received) + ", received " +
                   std::to_string(now.received) + ", in flight " + std::to_string(now.in_flight));
    std::this_thread::sleep_for(milliseconds(50));
  }
}

}  // namespace framewake::bench
