#include "ingest/acceptor.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

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

}  // namespace
}  // namespace framewake
