// However much one connection sends at once, the others have their turn in between.
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "ingest_server.hpp"

namespace framewake {
namespace {

using test::IngestServer;
using test::Opcode;

constexpr int many = 5000;

std::string repeated(const std::string& frame, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += frame;
  return all;
}

/// Whose message was refused, one after the other. Thread-safe.
class Refused {
 public:
  IngestSettings settings() {
    IngestSettings all = IngestServer::settings(test::small_options());
    all.on_rejected = [this](const CameraId& camera, std::uint64_t, const Rejection&) {
      const std::lock_guard lock(mutex_);
      cameras_.push_back(camera.str());
    };
    return all;
  }
  std::vector<std::string> cameras() const {
    const std::lock_guard lock(mutex_);
    return cameras_;
  }
  auto place_of(const std::string& camera) const {
    const auto all = cameras();
    return std::find(all.begin(), all.end(), camera) - all.begin();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> cameras_;  // guarded by mutex_
};

TEST(Turns, NeighboursAreServedBetweenTheMessagesOfOneRead) {
  Refused refused;
  IngestServer server(refused.settings());
  std::vector<test::RawWebSocket> noisy;
  for (const char* name : {"noisy-1", "noisy-2", "noisy-3", "noisy-4"})
    noisy.push_back(server.camera("/camera/" + std::string(name)));
  auto quiet = server.camera("/camera/quiet");
  {
    auto busy = server.busy();  // so that all of it has come when the first is read
    for (auto& camera : noisy) camera.send_raw(repeated(test::make_frame(Opcode::binary, "x"), many));
    quiet.send(Opcode::binary, "x");
  }
  test::round_trip(quiet);
  test::round_trip(quiet);
  // Each of the four has had a turn or two before it.
  EXPECT_LT(refused.place_of("quiet"), 4 * 3 * 32);
  for (auto& camera : noisy) test::round_trip(camera);
  EXPECT_EQ(refused.cameras().size(), 4U * many + 1);
}

TEST(Turns, NeighboursAreServedBetweenPings) {
  Refused refused;
  IngestServer server(refused.settings());
  auto noisy = server.camera("/camera/noisy");
  auto quiet = server.camera("/camera/quiet");
  {
    auto busy = server.busy();
    noisy.send_raw(repeated(test::make_frame(Opcode::ping, ""), many) + test::make_frame(Opcode::binary, "x"));
    quiet.send(Opcode::binary, "x");
  }
  test::round_trip(noisy);
  EXPECT_EQ(refused.cameras(), (std::vector<std::string>{"quiet", "noisy"}));
}

// Turns end in the middle of what was read: nothing of the rest is lost, doubled or out of order.
TEST(Turns, WhatWasReadIsTakenInOrder) {
  IngestOptions options = test::small_options();
  options.echo = true;
  IngestServer server(options);
  auto camera = server.camera("/echo");
  std::string all;
  for (int i = 0; i < 500; ++i) {
    const std::string text = std::to_string(i) + std::string(static_cast<std::size_t>(i) * 37 % 600, '.');
    if (i % 3 == 0) all += test::make_frame(Opcode::ping, "p");
    all += i % 5 == 0 ? test::make_frame(Opcode::text, text.substr(0, 1), false) +
                            test::make_frame(Opcode::continuation, text.substr(1))
                      : test::make_frame(Opcode::text, text);
  }
  {
    auto busy = server.busy();
    camera.try_send_raw(std::string_view(all).substr(0, 60'000));
  }
  camera.send_raw(std::string_view(all).substr(60'000));
  for (int i = 0; i < 500; ++i)
    ASSERT_EQ(camera.receive_text().substr(0, std::to_string(i).size()), std::to_string(i)) << i;
}

}  // namespace
}  // namespace framewake
