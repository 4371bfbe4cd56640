#pragma once
// What the process tells the service manager (systemd) of itself: readiness, status, that it lives (sd_notify).

#include <optional>
#include <string>

#include "base/time.hpp"

namespace framewake {

/// Sends to the socket that NOTIFY_SOCKET names; without one every call does nothing. The main thread owns it: all calls
/// come from there, so that the messages have an order. A message that cannot be sent is lost without a word.
class ServiceManager {
 public:
  /// Reads WATCHDOG_USEC and WATCHDOG_PID.
  ServiceManager();

  /// READY=1: the start, or the reload that reloading() began, is complete.
  void ready();
  /// RELOADING=1, with the moment that tells the manager which request it belongs to. Must be followed by ready(), also
  /// when the reload failed.
  void reloading();
  /// STATUS=: the one line of `systemctl status`. Line breaks become spaces.
  void status(const std::string& text);
  /// WATCHDOG=1: the process lives. To be sent at least once in watchdog_limit().
  void watchdog();
  /// STOPPING=1; `within` is how long that may take.
  void stopping(Duration within);

  /// After so long without watchdog() the manager kills and restarts the process. Nothing: it does not watch.
  std::optional<Duration> watchdog_limit() const noexcept { return watchdog_limit_; }

 private:
  std::optional<Duration> watchdog_limit_;
};

}  // namespace framewake
