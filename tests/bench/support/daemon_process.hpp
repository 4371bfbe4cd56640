#pragma once
// `framewake serve` as a program of its own, as its users run it, so that all it costs can be told apart from the sender.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/fate_ledger.hpp"
#include "bench/support/child.hpp"
#include "bench/support/usage.hpp"

namespace framewake::bench {

class DaemonProcess {
 public:
  /// Starts it on free ports and waits until it is ready. `set`: KEY=VALUE. `config`: without, the built-in configuration.
  explicit DaemonProcess(const std::string& framewake, const std::vector<std::string>& set = {},
                         const std::string& config = "/dev/null");

  pid_t pid() const noexcept { return child_.pid(); }
  std::uint16_t ingest_port() const noexcept { return ingest_port_; }

  std::uint16_t http_port() const noexcept { return http_port_; }

  double cpu_seconds() const { return process_cpu_seconds(pid()); }
  Memory memory() const { return memory_of(pid()); }

  /// All cameras' fates together, from /metrics.
  FateCounts fates() const;
  /// Cameras whose connection is open, from /metrics.
  std::size_t connected() const;
  /// Waits until every frame in `received` has been received and none is in flight; throws Broken when that does not come
  /// within 10 s, or when the fates do not balance.
  FateCounts settled(std::uint64_t received) const;

 private:
  Child child_;
  std::uint16_t ingest_port_ = 0;
  std::uint16_t http_port_ = 0;
};

}  // namespace framewake::bench
