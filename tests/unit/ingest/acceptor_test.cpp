#include "ingest/acceptor.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "support/failing_memory.hpp"
#include "support/raw_websocket.hpp"

namespace framewake {
namespace {

class FileLimit : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0); }
  void TearDown() override { ::setrlimit(RLIMIT_NOFILE, &before_); }
  void allow(rlim_t files) {
    const rlimit limit{files, before_.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  rlimit before_{};
};

TEST_F(FileLimit, LeavesRoomForTheOtherFilesOfTheProcess) {
  allow(1000);
  EXPECT_EQ(connections_within_file_limit(500), 500U);
  const std::size_t most = connections_within_file_limit(100'000);
  EXPECT_LT(most, 1000U);
  EXPECT_GT(most, 800U);
}

TEST_F(FileLimit, AlwaysAllowsOne) {
  allow(1);
  EXPECT_EQ(connections_within_file_limit(500), 1U);
}

/// Runs what is ready, and goes on after a handler that fails, as the net thread does.
void run_what_is_ready(boost::asio::io_context& io) {
  for (;;) try {
      io.restart();
      io.poll();
      return;
    } catch (const std::bad_alloc&) {
    }
}

// Wherever memory ends: when there is some again, connections are taken.
TEST(AcceptorMemory, ItsLackMakesNobodyDeaf) {
  int missed = 0;
  for (int allocations = 0; allocations < 16; ++allocations) {
    boost::asio::io_context io;
    RefusalCounts counts;
    int admitted = 0;
    const auto acceptor = std::make_shared<Acceptor>(
        io, *ListenAddress::parse("127.0.0.1:0"), -1,
        AcceptLimits{.connections = 10, .per_address = 10, .handshakes_per_second = 1000}, steady_time(), counts,
        [&](Acceptor::Socket, const Acceptor::Guest&) { ++admitted; });
    acceptor->start();
    {
      const test::RawWebSocket first(acceptor->port());
      const test::MemoryEndsAfter few(allocations);
      run_what_is_ready(io);
    }
    missed += test::MemoryEndsAfter::was_missed() ? 1 : 0;
    admitted = 0;
    const test::RawWebSocket second(acceptor->port());
    const auto deadline = Clock::now() + test::RawWebSocket::patience;
    io.restart();
    while (admitted == 0 && Clock::now() < deadline) io.run_one_until(deadline);
    ASSERT_EQ(admitted, 1) << "after " << allocations << " allocations";
    acceptor->stop();
  }
  EXPECT_GT(missed, 1);
}

}  // namespace
}  // namespace framewake
