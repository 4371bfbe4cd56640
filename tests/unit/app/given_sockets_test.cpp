#include "app/given_sockets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "support/listening_socket.hpp"

namespace framewake {
namespace {

using testing::HasSubstr;

/// LISTEN_FDS begins at descriptor 3, whatever is there in this process: that is put back afterwards.
class InheritedSocketsTest : public testing::Test {
 protected:
  static constexpr int first = 3;

  ~InheritedSocketsTest() override {
    for (const auto& [kept, original] : kept_) {
      dup2(kept, original);
      close(kept);
    }
    for (const int descriptor : opened_) close(descriptor);
  }

  void hand_down(const std::vector<int>& descriptors, const std::string& names) {
    for (std::size_t i = 0; i < descriptors.size(); ++i) {
      const int place = first + static_cast<int>(i);
      if (const int kept = fcntl(place, F_DUPFD_CLOEXEC, 40); kept >= 0)
        kept_.emplace_back(kept, place);
      else
        opened_.push_back(place);
      ASSERT_EQ(dup2(descriptors[i], place), place);
    }
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    setenv("LISTEN_FDS", std::to_string(descriptors.size()).c_str(), 1);
    setenv("LISTEN_FDNAMES", names.c_str(), 1);
  }
  std::string refusal() {
    try {
      InheritedSockets::take();
    } catch (const BadInheritedSocket& problem) {
      return problem.what();
    }
    return "";
  }
  static std::string address(const test::ListeningSocket& socket) {
    return "127.0.0.1:" + std::to_string(socket.port());
  }

  test::ListeningSocket one_;
  test::ListeningSocket other_;
  std::vector<std::pair<int, int>> kept_;
  std::vector<int> opened_;
};

TEST_F(InheritedSocketsTest, AreToldByTheirNamesWhateverTheirOrder) {
  hand_down({one_.descriptor(), other_.descriptor()}, "http:ingest");
  InheritedSockets sockets = InheritedSockets::take();
  EXPECT_EQ(sockets.address("http"), address(one_));
  EXPECT_EQ(sockets.address("ingest"), address(other_));
  EXPECT_EQ(sockets.claim("ingest"), 4);
  EXPECT_EQ(sockets.claim("ingest"), -1) << "it has an owner";
  EXPECT_EQ(getenv("LISTEN_FDS"), nullptr) << "a child of ours must not take them for its own";
}

TEST_F(InheritedSocketsTest, MayBeNone) {
  InheritedSockets sockets = InheritedSockets::take();
  EXPECT_EQ(sockets.address("ingest"), std::nullopt);
  EXPECT_EQ(sockets.claim("ingest"), -1);
}

TEST_F(InheritedSocketsTest, AreForThisProcessOnly) {
  hand_down({one_.descriptor()}, "ingest");
  setenv("LISTEN_PID", "1", 1);
  EXPECT_EQ(InheritedSockets::take().address("ingest"), std::nullopt);
}

TEST_F(InheritedSocketsTest, OfAnotherNameAreRefused) {
  hand_down({one_.descriptor()}, "framewake.socket");
  EXPECT_THAT(refusal(), HasSubstr("\"framewake.socket\""));
}

TEST_F(InheritedSocketsTest, TwoOfOneNameAreRefused) {
  hand_down({one_.descriptor(), other_.descriptor()}, "ingest:ingest");
  EXPECT_THAT(refusal(), HasSubstr("two inherited sockets are called \"ingest\""));
}

TEST_F(InheritedSocketsTest, WhatDoesNotListenIsRefused) {
  const int made = socket(AF_INET, SOCK_STREAM, 0);
  const int not_listening = fcntl(made, F_DUPFD_CLOEXEC, 20);
  close(made);
  hand_down({not_listening}, "ingest");
  close(not_listening);
  EXPECT_THAT(refusal(), HasSubstr("is not a listening TCP socket"));
}

TEST_F(InheritedSocketsTest, GoBeforeTheConfiguredAddress) {
  hand_down({one_.descriptor(), other_.descriptor()}, "ingest:http");
  const InheritedSockets sockets = InheritedSockets::take();
  Config config;
  config.ingest.listen = "127.0.0.1:7777";
  config.http.listen = "localhost:" + std::to_string(other_.port());  // the same, in other words
  LoadRequest request;
  const auto lines = prefer_inherited(sockets, config, request);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines.front(),
            "ingest.listen = \"127.0.0.1:7777\" is not used: the service manager's socket listens on " + address(one_));
  EXPECT_EQ(request.set, std::vector<std::string>{"ingest.listen=\"" + address(one_) + "\""});
}

}  // namespace
}  // namespace framewake
