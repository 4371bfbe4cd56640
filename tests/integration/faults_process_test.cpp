// What the machine can do to the daemon, as a process of its own: killed, short of descriptors, memory, disk, and time.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/child_process.hpp"
#include "support/images.hpp"
#include "support/listening_socket.hpp"
#include "support/notify_socket.hpp"
#include "support/raw_websocket.hpp"

namespace framewake::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

std::vector<std::string> serve(std::vector<std::string> set, std::vector<std::string> before = {}) {
  std::vector<std::string> argv = std::move(before);
  argv.insert(argv.end(), {FRAMEWAKE_BINARY, "serve"});
  set.insert(set.begin(), {"http.listen=127.0.0.1:0"});
  if (std::none_of(set.begin(), set.end(), [](const auto& s) { return s.starts_with("ingest.listen"); }))
    set.emplace_back("ingest.listen=127.0.0.1:0");
  for (const auto& key : set) argv.insert(argv.end(), {"--set", key});
  return argv;
}

std::uint16_t port_in(const std::string& line) {
  return static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
}

json result_of(RawWebSocket& camera, const std::string& image) {
  camera.send(Opcode::binary, image);
  return json::parse(camera.receive_text());
}

/// A line of /proc/PID/status, in KiB.
std::uint64_t kib_of(pid_t process, const std::string& key) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key + ":")) return std::stoull(line.substr(key.size() + 1));
  return 0;
}

#ifdef FRAMEWAKE_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

void finish(ChildProcess& daemon) {
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0) << daemon.output();
}

TEST(FaultsOfTheProcess, KilledAndStartedAgainItHasItsPortAndItsCamerasAtOnce) {
  auto first = std::make_unique<ChildProcess>(serve({}));
  const std::string port = std::to_string(port_in(first->wait_for_line("listening for cameras")));
  ChildProcess camera({FRAMEWAKE_BINARY, "camera", "ws://127.0.0.1:" + port + "/camera/front", "--source", "test",
                       "--fps", "20", "--size", "160x120"});
  first->wait_for_line("camera front connected");
  first->send_signal(SIGKILL);
  EXPECT_EQ(first->wait_for_exit(), 128 + SIGKILL);
  ChildProcess second(serve({"ingest.listen=127.0.0.1:" + port}));
  second.wait_for_line("camera front connected");
  camera.send_signal(SIGTERM);
  second.wait_for_line("camera front disconnected");
  finish(second);
}

TEST(FaultsOfTheProcess, AThousandConnectionsAtOnceCostALiveCameraNothing) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_max < 1400) GTEST_SKIP() << "needs 1,400 open files, the limit is " << files.rlim_max;
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
  ::setrlimit(RLIMIT_NOFILE, &files);

  ChildProcess daemon(serve({"ingest.max_handshakes_per_address=1000", "ingest.max_cameras=1000"}));
  const std::uint16_t port = port_in(daemon.wait_for_line("listening for cameras"));
  RawWebSocket live(port);
  live.upgrade("/camera/live?reply=results");
  std::atomic<bool> crowded = false;
  std::uint64_t frames = 0;
  std::uint64_t lost = 0;
  std::jthread streaming([&] {  // one after the other, so each must be processed
    const std::string jpeg = make_jpeg(160, 120);
    while (!crowded) {
      const json result = result_of(live, jpeg);
      lost += result.at("type") != "result" || result.at("frame") != ++frames ? 1 : 0;
    }
  });
  std::vector<std::unique_ptr<RawWebSocket>> crowd;
  for (int i = 0; i < 1000; ++i) crowd.push_back(std::make_unique<RawWebSocket>(port));
  std::map<int, int> answers;
  for (std::size_t i = 0; i < crowd.size(); ++i) try {
      ++answers[crowd[i]->try_upgrade("/camera/crowd-" + std::to_string(i)).status];
    } catch (const std::runtime_error&) {
      ++answers[0];
    }
  crowded = true;
  streaming.join();
  EXPECT_EQ(answers[101], 255) << "256 from one address, one of them the live one";
  EXPECT_EQ(answers[503], 745);
  EXPECT_GT(frames, 0U);
  EXPECT_EQ(lost, 0U);
  crowd.clear();
  finish(daemon);
  EXPECT_THAT(daemon.output(), HasSubstr("refused a connection from 127.0.0.1: it has 256 already"));
}

TEST(FaultsOfTheProcess, WithoutDescriptorsItServesWhoIsThereAndGoesOnWhenThereAreSome) {
  ChildProcess daemon(serve({}));
  const std::uint16_t port = port_in(daemon.wait_for_line("listening for cameras"));
  RawWebSocket camera(port);
  camera.upgrade("/camera/front?reply=results");
  const std::string jpeg = make_jpeg(160, 120);
  result_of(camera, jpeg);

  rlimit before{};
  rlimit none_left{};
  ::prlimit(daemon.pid(), RLIMIT_NOFILE, nullptr, &before);
  none_left = before;
  none_left.rlim_cur = 8;  // what is open stays; fewer would be too few for poll() itself
  ASSERT_EQ(::prlimit(daemon.pid(), RLIMIT_NOFILE, &none_left, nullptr), 0);
  RawWebSocket late(port);
  late.send_raw(
      "GET /camera/late HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_THAT(daemon.wait_for_line("cannot accept connections"), HasSubstr("Too many open files"));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(result_of(camera, jpeg).at("type"), "result");
  ::prlimit(daemon.pid(), RLIMIT_NOFILE, &before, nullptr);
  EXPECT_EQ(late.receive_http().status, 101);
  finish(daemon);
}

TEST(FaultsOfTheProcess, AFrameThatDoesNotFitInMemoryIsRejected) {
  if (sanitized) GTEST_SKIP() << "the sanitizers need all of the address space";
  // One arena: glibc's others have 64 MB of address space in hand.
  ChildProcess daemon(serve({"processing.threads=1"}, {"env", "MALLOC_ARENA_MAX=1"}));
  RawWebSocket camera(port_in(daemon.wait_for_line("listening for cameras")));
  camera.upgrade("/camera/front?reply=results");
  const std::string small = make_jpeg(160, 120);
  // A progressive JPEG is held as coefficients, whatever size is asked for: 12 MB.
  const std::string huge = make_jpeg(cv::Mat::zeros(2000, 2000, CV_8UC3), {.progressive = true});
  EXPECT_EQ(result_of(camera, small).at("type"), "result");

  rlimit before{};
  ::prlimit(daemon.pid(), RLIMIT_AS, nullptr, &before);
  rlimit tight = before;
  tight.rlim_cur = (kib_of(daemon.pid(), "VmSize") + 4 * 1024) * 1024;
  ASSERT_EQ(::prlimit(daemon.pid(), RLIMIT_AS, &tight, nullptr), 0);
  for (int i = 0; i < 3; ++i) {
    const json answer = result_of(camera, huge);
    ASSERT_EQ(answer.at("type"), "rejected") << answer;
    EXPECT_THAT(answer.at("detail").get<std::string>(), HasSubstr("memory"));
    EXPECT_EQ(result_of(camera, small).at("type"), "result") << "the next frame is fine";
  }
  ::prlimit(daemon.pid(), RLIMIT_AS, &before, nullptr);
  finish(daemon);
  EXPECT_THAT(daemon.output(), HasSubstr("received 7 = processed 4 + superseded 0 + expired 0 + rejected 3"));
}

TEST(FaultsOfTheProcess, ClaimsOfLongMessagesHoldNoMemory) {
  if (sanitized) GTEST_SKIP() << "what the sanitizers keep says nothing";
  ChildProcess daemon(serve({"ingest.max_message=256MiB"}));
  const std::uint16_t port = port_in(daemon.wait_for_line("listening for cameras"));
  RawWebSocket other(port);
  other.upgrade("/camera/other?reply=results");
  result_of(other, make_jpeg(160, 120));
  const auto before = kib_of(daemon.pid(), "VmRSS");
  std::vector<std::unique_ptr<RawWebSocket>> crowd;
  for (int i = 0; i < 100; ++i) {
    crowd.push_back(std::make_unique<RawWebSocket>(port));
    crowd.back()->upgrade("/camera/slow-" + std::to_string(i));
    crowd.back()->send_raw(make_frame_head(Opcode::binary, 200'000'000) + "x");
  }
  result_of(other, make_jpeg(160, 120));
  EXPECT_LT(kib_of(daemon.pid(), "VmRSS"), before + 40 * 1024) << "100 claims of 200 MB, and a byte of each";
  finish(daemon);
}

/// Runs this test again in a network of its own, in which packets can be lost without a trace.
void run_in_own_network(const std::string& test) {
  const std::string lose_packets = "ip link set lo up && tc qdisc add dev lo root blackhole";
  ChildProcess possible({"/bin/sh", "-c", "unshare -rn /bin/sh -c '" + lose_packets + "'"});
  if (possible.wait_for_exit() != 0)
    GTEST_SKIP() << "needs a network of its own (unshare -rn) and tc: " << possible.output();
  ChildProcess inside({"env", "FRAMEWAKE_TEST_NETWORK=own", "unshare", "-rn", "/bin/sh", "-c",
                       "ip link set lo up && exec \"$0\" --gtest_filter=" + test, fs::read_symlink("/proc/self/exe")});
  EXPECT_EQ(inside.wait_for_exit(), 0) << inside.output();
}

// What is not read tells nothing: only our pings, which nobody acknowledges, do (TCP_USER_TIMEOUT).
TEST(FaultsOfTheProcess, ACameraWhosePacketsVanishWhileItIsHeldBackIsGone) {
  if (::getenv("FRAMEWAKE_TEST_NETWORK") == nullptr)
    return run_in_own_network("FaultsOfTheProcess.ACameraWhosePacketsVanishWhileItIsHeldBackIsGone");
  ChildProcess daemon(serve({"ingest.idle_timeout=1s", "ingest.ping_interval=100ms", "defaults.max_fps=0.001"}));
  RawWebSocket camera(port_in(daemon.wait_for_line("listening for cameras")));
  camera.upgrade("/camera/front?reply=results");
  result_of(camera, make_jpeg(160, 120));
  camera.send(Opcode::binary, make_jpeg(160, 120));  // from here on, at the latest, it is held back for some minutes
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_EQ(::system("tc qdisc add dev lo root blackhole"), 0);
  daemon.wait_for_line("gone while it was held back");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10)) << "the system's own limit is minutes";
  daemon.wait_for_line("camera front disconnected");
  finish(daemon);
}

TEST(FaultsOfTheProcess, AFullDiskForTheLogStopsNothing) {
  NotifySocket manager;
  std::string ingest;
  {
    ListeningSocket free_port;
    ingest = std::to_string(free_port.port());
  }
  auto argv = serve({"ingest.listen=127.0.0.1:" + ingest, "log.level=debug"},
                    {"/bin/sh", "-c", "exec \"$@\" 2>/dev/full >/dev/full", "sh"});
  ChildProcess daemon(argv);
  manager.wait_for("READY=1");
  RawWebSocket camera(static_cast<std::uint16_t>(std::stoi(ingest)));
  camera.upgrade("/camera/front?reply=results");
  for (int i = 0; i < 20; ++i) {
    camera.send(Opcode::text, "not what it should be");  // is logged
    EXPECT_EQ(json::parse(camera.receive_text()).at("type"), "rejected");
    EXPECT_EQ(result_of(camera, make_jpeg(160, 120)).at("type"), "result");
  }
  finish(daemon);
}

TEST(FaultsOfTheProcess, ALogThatNobodyReadsStopsNothing) {
  NotifySocket manager;
  std::uint16_t port = 0;
  {
    ListeningSocket free_port;
    port = free_port.port();
  }
  const fs::path pipe = fs::temp_directory_path() / ("log-pipe-" + std::to_string(::getpid()));
  fs::remove(pipe);
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int held_open = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC);  // and never read
  ::fcntl(held_open, F_SETPIPE_SZ, 4096);
  ChildProcess daemon(serve({"ingest.listen=127.0.0.1:" + std::to_string(port), "processing.stop_timeout=500ms",
                             "ingest.max_handshakes_per_address=100000"},
                            {"/bin/sh", "-c", "pipe=$1; shift; exec \"$@\" 2>\"$pipe\"", "sh", pipe.string()}));
  manager.wait_for("READY=1");
  for (int i = 0; i < 600; ++i)  // two lines each: more than the pipe and the queue take
    RawWebSocket(port).try_upgrade("/camera/front");
  RawWebSocket camera(port);
  camera.upgrade("/camera/front?reply=results");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(result_of(camera, make_jpeg(160, 120)).at("type"), "result");
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0) << "by itself, not by the alarm behind processing.stop_timeout";
  ::close(held_open);
  fs::remove(pipe);
}

TEST(FaultsOfTheProcess, TheWallClockMayJump) {
  const char* library = nullptr;
  for (const char* path : {"/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
                           "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"})
    if (fs::exists(path)) library = path;
  if (library == nullptr || sanitized) GTEST_SKIP() << "needs libfaketime, and no sanitizer";
  const fs::path stamp = fs::temp_directory_path() / ("faketime-" + std::to_string(::getpid()));
  const auto set_clock = [&](const std::string& offset) { std::ofstream(stamp) << offset << "\n"; };
  set_clock("+0");
  ChildProcess daemon(serve({"defaults.max_age=2s"},
                            {"env", std::string("LD_PRELOAD=") + library, "FAKETIME_TIMESTAMP_FILE=" + stamp.string(),
                             "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"}));
  RawWebSocket camera(port_in(daemon.wait_for_line("listening for cameras")));
  const std::uint16_t http = port_in(daemon.wait_for_line("listening for operators"));
  camera.upgrade("/camera/front?reply=results");
  const auto server_clock = [&] {
    camera.send(Opcode::text, R"({"type":"clock","t0":1})");
    return json::parse(camera.receive_text()).at("t1").get<std::int64_t>();
  };
  const std::string jpeg = make_jpeg(160, 120);
  std::int64_t last = server_clock();
  constexpr std::int64_t hour_us = 3'600'000'000;
  for (const auto& [offset, jump] : {std::pair{"+3h", 3 * hour_us}, std::pair{"-5h", -8 * hour_us}}) {
    set_clock(offset);
    const std::int64_t now = server_clock();
    EXPECT_NEAR(static_cast<double>(now - last), static_cast<double>(jump), 60e6) << "the clock did jump";
    last = now;
    for (int i = 0; i < 10; ++i) {
      const json result = result_of(camera, jpeg);
      ASSERT_EQ(result.at("type"), "result");
      EXPECT_LT(result.at("times_us").at("total").get<std::int64_t>(), 2'000'000);
      EXPECT_GE(result.at("times_us").at("wait").get<std::int64_t>(), 0);
    }
    const json status = json::parse(http_request(http, "GET", "/api/v1/status").body);
    EXPECT_EQ(status.at("cameras").at("front").at("state"), "live");
  }
  finish(daemon);
  EXPECT_THAT(daemon.output(), HasSubstr("received 20 = processed 20"));
  fs::remove(stamp);
}

}  // namespace
}  // namespace framewake::test
