#pragma once
// A daemon that reads its configuration again, in the test's process, and the files that it reads.

#include <filesystem>
#include <optional>

#include "app/main_loop.hpp"
#include "app/reloader.hpp"
#include "base/thread.hpp"
#include "integration/running_daemon.hpp"
#include "support/temporary_folder.hpp"

namespace framewake::test {

/// What the configurations of these tests begin with.
inline const std::string base =
    "[ingest]\nlisten = \"127.0.0.1:0\"\n[http]\nlisten = \"127.0.0.1:0\"\n[defaults]\nmax_age = \"30 s\"\n";

/// Makes the files of a configuration; never a half-written one, as a good editor does.
class ConfigFile {
 public:
  std::filesystem::path path() const { return folder_.path() / "framewake.toml"; }
  void write(const std::string& text) const { std::filesystem::rename(folder_.file("new", text), path()); }

 private:
  TemporaryFolder folder_;
};

/// The daemon with its main thread, in the test's process.
class ReloadTest : public testing::Test {
 protected:
  ~ReloadTest() override {
    loop_.post([this] { loop_.stop(); });
    if (main_.joinable()) main_.join();
  }

  void start(const std::string& text) {
    file_.write(text);
    LoadResult loaded = load_config({.file = file_.path(), .set = {}}, built_in_stages());
    if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&loaded)) FAIL() << problems->front();
    daemon_.emplace(std::move(std::get<Config>(loaded)), built_in_stages(), steady_time(), GivenSockets{}, &reloader_);
    reloader_.serve(*daemon_);
    main_ = start_thread("test-main", [this](const std::stop_token&) { loop_.run(); });
  }
  HttpReply reload(const std::string& text) {
    file_.write(text);
    return http_request(daemon_->http_port(), "POST", "/api/v1/reload");
  }
  /// Each change as "key class".
  std::vector<std::string> changes(const std::string& text) {
    const HttpReply reply = reload(text);
    EXPECT_EQ(reply.status, 200) << reply.body;
    std::vector<std::string> all;
    const json answer = json::parse(reply.body);
    for (const json& change : answer.at("changes"))
      all.push_back(change.at("key").get<std::string>() + " " + change.at("class").get<std::string>());
    return all;
  }
  json status(const std::string& camera) {
    return json::parse(http_request(daemon_->http_port(), "GET", "/api/v1/status").body).at("cameras").at(camera);
  }
  RawWebSocket camera(const std::string& target) {
    RawWebSocket socket(daemon_->ingest_port());
    socket.upgrade(target);
    return socket;
  }

  ConfigFile file_;
  MainLoop loop_;
  Reloader reloader_{loop_, [this] { return LoadRequest{.file = file_.path(), .set = {}}; }, built_in_stages()};
  std::optional<Daemon> daemon_;
  std::jthread main_;
};

}  // namespace framewake::test
