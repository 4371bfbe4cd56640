#include "ingest/hangup_watch.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace framewake {
namespace {

struct HangUpWatchTest : testing::Test {
  HangUpWatchTest() { ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()); }
  ~HangUpWatchTest() override {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  boost::asio::io_context io;
  std::vector<std::pair<std::uint64_t, HangUp>> told;
  std::shared_ptr<HangUpWatch> watch =
      std::make_shared<HangUpWatch>(io, [this](std::uint64_t id, HangUp how) { told.emplace_back(id, how); });
  std::array<int, 2> ends{-1, -1};
};

using Told = std::vector<std::pair<std::uint64_t, HangUp>>;

TEST_F(HangUpWatchTest, DataThatWaitIsNoHangUp) {
  watch->add(ends[0], 7);
  ASSERT_EQ(::write(ends[1], "data", 4), 4);
  io.poll();
  EXPECT_EQ(told, Told{});
}

TEST_F(HangUpWatchTest, TheEndBehindUnreadDataIsToldOnceAndThenWhenAllIsOver) {
  watch->add(ends[0], 7);
  ASSERT_EQ(::write(ends[1], "data", 4), 4);
  ::shutdown(ends[1], SHUT_WR);
  io.run_one();
  io.poll();
  EXPECT_EQ(told, (Told{{7, HangUp::ended}}));
  ::close(ends[1]);
  ends[1] = -1;
  io.run_one();
  io.poll();
  EXPECT_EQ(told, (Told{{7, HangUp::ended}, {7, HangUp::broken}}));
}

TEST_F(HangUpWatchTest, WhoIsRemovedIsNotToldOfAndTheContextRunsDry) {
  watch->add(ends[0], 7);
  watch->remove(ends[0], 7);
  ::shutdown(ends[1], SHUT_WR);
  io.run();  // returns: nothing waits any more
  EXPECT_EQ(told, Told{});
}

}  // namespace
}  // namespace framewake
