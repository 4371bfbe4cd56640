#include "soak/daemon.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "auth/token.hpp"
#include "support/raw_websocket.hpp"

namespace framewake::soak {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Variant {
  std::string max_age = "1 s";
  std::string level = "warning";
  std::string defaults = {};       ///< more keys of [defaults]
  std::string before_motion = {};  ///< stages
  std::string motion = {};         ///< keys of the stage motion, and stages after it
};

/// Short timeouts, so that who hangs is found out many times in a run.
std::string config_text(const Variant& variant) {
  return "[ingest]\nlisten = \"127.0.0.1:0\"\nmax_message = \"256 KiB\"\nhandshake_timeout = \"1 s\"\n"
         "idle_timeout = \"2 s\"\nping_interval = \"500 ms\"\nmax_handshakes_per_address = 100000\nmax_cameras = 8\n"
         "[http]\nlisten = \"127.0.0.1:0\"\n[processing]\nthreads = 2\n[log]\nlevel = \"" +
         variant.level + "\"\n[defaults]\nmax_age = \"" + variant.max_age + "\"\n" + variant.defaults +
         "[cameras.locked]\ntoken_hash = \"" + token_hash(digest_of(Daemon::token())) +
         "\"\n[cameras.held]\nmax_fps = 200\n" + variant.before_motion +
         "[[pipelines.default.stages]]\nuse = \"motion\"\n" + variant.motion;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::uint16_t port_after(const std::string& log, const std::string& what) {
  const auto at = log.find(what);
  const auto end = log.find('\n', at);
  return static_cast<std::uint16_t>(std::stoi(log.substr(log.rfind(':', end) + 1)));
}

}  // namespace

Daemon::Daemon(const std::string& framewake) {
  write_config(config_text({.level = "info"}));
  // The log goes to a file, so that nobody need read along; `exec`, so that the process is the daemon itself.
  process_ = std::make_unique<test::ChildProcess>(
      std::vector<std::string>{"/bin/sh", "-c", "exec \"$1\" serve --config \"$2\" 2>\"$3\"", "sh", framewake,
                               folder_ / "framewake.toml", folder_ / "log"});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (text_of(folder_ / "log").find("is ready") == std::string::npos) {
    if (std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("the daemon did not start:\n" + text_of(folder_ / "log"));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const std::string log = text_of(folder_ / "log");
  ingest_port_ = port_after(log, "listening for cameras on ");
  http_port_ = port_after(log, "listening for operators on ");
}

Daemon::~Daemon() {
  process_.reset();
}

void Daemon::write_config(const std::string& text) const {
  std::ofstream(folder_ / "new") << text;
  fs::rename(folder_ / "new", folder_ / "framewake.toml");
}

int Daemon::reload(std::uint64_t number) {
  const std::string age = number % 2 == 0 ? "1 s" : "200 ms";
  const auto stage = [](const std::string& use, const std::string& keys = {}) {
    return "[[pipelines.default.stages]]\nuse = \"" + use + "\"\n" + keys;
  };
  switch (number % 7) {
    case 0: write_config(config_text({.max_age = age})); break;
    case 1: write_config(config_text({.max_age = age, .motion = "on_after = \"100 ms\"\n"})); break;
    case 2:
      write_config(config_text(
          {.max_age = age, .before_motion = stage("mask", "polygons = [[[0, 0], [0.5, 0], [0.5, 0.5]]]\n")}));
      break;
    case 3: write_config(config_text({.max_age = age, .motion = "no_such_key = 1\n"})); break;
    case 4:  // turned pictures, and cameras that rest when nothing goes on
      write_config(config_text({.max_age = age,
                                .defaults = "idle_fps = 20\nidle_after = \"100 ms\"\nadvise = true\npriority = 2\n",
                                .before_motion = stage("orient", "rotate = 90\n"),
                                .motion = "gate = true\n"}));
      break;
    case 5:  // what takes long runs beside, and something is hidden
      write_config(config_text({.max_age = age,
                                .motion = stage("detect", "model = \"hog\"\nasync = true\n") + stage("track") +
                                          stage("privacy", "labels = [\"person\"]\n")}));
      break;
    default: write_config("[ingest\n"); break;
  }
  return test::http_request(http_port_, "POST", "/api/v1/reload").status;
}

std::map<std::string, FateCounts> Daemon::accounts() const {
  const json status = json::parse(test::http_request(http_port_, "GET", "/api/v1/status").body);
  std::map<std::string, FateCounts> all;
  for (const auto& [name, camera] : status.at("cameras").items()) {
    const auto count = [&camera = camera](const char* key) { return camera.at(key).get<std::uint64_t>(); };
    all[name] = {.received = count("received"),
                 .processed = count("processed"),
                 .superseded = count("superseded"),
                 .expired = count("expired"),
                 .rejected = count("rejected"),
                 .in_flight = count("in_flight")};
  }
  return all;
}

Holdings Daemon::holdings() const {
  Holdings now;
  const fs::path proc = "/proc/" + std::to_string(process_->pid());
  std::ifstream status(proc / "status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) now.resident_kib = std::stoull(line.substr(6));
    if (line.starts_with("Threads:")) now.threads = std::stoull(line.substr(8));
  }
  std::error_code gone;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(proc / "fd", gone)) ++now.descriptors;
  return now;
}

bool Daemon::runs() const {
  return text_of("/proc/" + std::to_string(process_->pid()) + "/stat").find(") Z ") == std::string::npos;
}

int Daemon::stop() {
  process_->send_signal(SIGTERM);
  return process_->wait_for_exit();
}

std::string Daemon::complaints() const {
  std::string found;
  std::ifstream log(folder_ / "log");
  int lines = 0;
  bool report = false;  // a sanitizer's goes on to the end
  for (std::string line; std::getline(log, line) && lines < 100;) {
    report = report || line.find("Sanitizer") != std::string::npos || line.find("runtime error") != std::string::npos;
    if (!report && line.find("critical") == std::string::npos && line.find("net thread failed") == std::string::npos)
      continue;
    found += line + "\n";
    ++lines;
  }
  return found;
}

}  // namespace framewake::soak
