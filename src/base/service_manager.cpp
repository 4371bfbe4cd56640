#include "base/service_manager.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>

namespace framewake {
namespace {

void tell(const std::string& state) {
  sd_notify(0, state.c_str());
}

}  // namespace

ServiceManager::ServiceManager() {
  std::uint64_t limit_us = 0;
  if (sd_watchdog_enabled(0, &limit_us) > 0) watchdog_limit_ = microseconds(limit_us);
}

void ServiceManager::ready() {
  tell("READY=1");
}

void ServiceManager::reloading() {
  // The manager compares this with its own CLOCK_MONOTONIC, which is what steady_clock reads.
  const auto now = Clock::now().time_since_epoch();
  tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(to_us(now)));
}

void ServiceManager::status(const std::string& text) {
  std::string line = "STATUS=" + text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  tell(line);
}

void ServiceManager::watchdog() {
  tell("WATCHDOG=1");
}

void ServiceManager::stopping(Duration within) {
  tell("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + std::to_string(to_us(within)));
}

}  // namespace framewake
