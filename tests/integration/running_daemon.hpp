#pragma once
// The daemon in the test's own process, and cameras that talk to it over real sockets.

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/daemon.hpp"
#include "config/loader.hpp"
#include "support/images.hpp"
#include "support/raw_websocket.hpp"

namespace framewake::test {

using nlohmann::json;

class DaemonTest : public testing::Test {
 protected:
  /// As in the program, the log exists before the threads that write to it. Its library, which the thread sanitizer does not see
  /// into, would make it at the first line.
  DaemonTest() { spdlog::default_logger_raw(); }

  void start(std::vector<std::string> set = {}) {
    set.insert(set.begin(), {"ingest.listen=127.0.0.1:0", "http.listen=127.0.0.1:0"});
    auto loaded = load_config(LoadRequest{.file = {}, .set = set, .may_be_missing = false}, built_in_stages());
    if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&loaded)) FAIL() << problems->front();
    daemon_ = std::make_unique<Daemon>(std::move(std::get<Config>(loaded)), built_in_stages());
  }
  RawWebSocket camera(const std::string& target) {
    RawWebSocket socket(daemon_->ingest_port());
    socket.upgrade(target);
    return socket;
  }
  json status() { return json::parse(http_request(daemon_->http_port(), "GET", "/api/v1/status").body); }
  std::string metrics() { return http_request(daemon_->http_port(), "GET", "/metrics").body; }

  std::unique_ptr<Daemon> daemon_;
};

}  // namespace framewake::test
