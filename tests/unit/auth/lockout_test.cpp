#include "auth/lockout.hpp"

#include <gtest/gtest.h>

#include "support/manual_time.hpp"

namespace framewake {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(Lockout, FiveAreFreeAndThenEachWaitIsTwiceTheOneBefore) {
  test::ManualTime time;
  Lockout lockout(time);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(lockout.wait("a"), Duration::zero()) << i;
    EXPECT_EQ(lockout.failed("a"), i == 4) << i;
  }
  EXPECT_EQ(lockout.wait("a"), seconds(1));
  time.advance(seconds(1));
  for (const int expected : {2, 4, 8, 16}) {
    lockout.failed("a");
    EXPECT_EQ(lockout.wait("a"), seconds(expected));
    time.advance(seconds(expected) - milliseconds(1));
    EXPECT_EQ(lockout.wait("a"), milliseconds(1));
    time.advance(milliseconds(1));
    EXPECT_EQ(lockout.wait("a"), Duration::zero());
  }
}

TEST(Lockout, TenThousandFailuresLockOutThatAddressAndNoOther) {
  test::ManualTime time;
  Lockout lockout(time);
  for (int i = 0; i < 10'000; ++i) {
    lockout.failed("192.0.2.1");
    time.advance(milliseconds(10));
  }
  EXPECT_GT(lockout.wait("192.0.2.1"), minutes(14));
  EXPECT_LE(lockout.wait("192.0.2.1"), minutes(15));
  EXPECT_EQ(lockout.wait("192.0.2.2"), Duration::zero());
  for (int i = 0; i < 4; ++i) lockout.failed("192.0.2.2");
  EXPECT_EQ(lockout.wait("192.0.2.2"), Duration::zero());
}

TEST(Lockout, SuccessAndQuietForgive) {
  test::ManualTime time;
  Lockout lockout(time);
  for (int i = 0; i < 8; ++i) lockout.failed("a");
  lockout.succeeded("a");
  EXPECT_EQ(lockout.wait("a"), Duration::zero());
  lockout.failed("a");
  EXPECT_EQ(lockout.wait("a"), Duration::zero());

  for (int i = 0; i < 8; ++i) lockout.failed("b");
  time.advance(hours(1));
  lockout.failed("b");
  EXPECT_EQ(lockout.wait("b"), Duration::zero());
}

TEST(Lockout, ItsMemoryIsBounded) {
  test::ManualTime time;
  Lockout lockout(time, {.free_failures = 0, .addresses = 100});
  for (int i = 0; i < 101; ++i) lockout.failed(std::to_string(i));
  EXPECT_EQ(lockout.wait("0"), Duration::zero());  // the oldest gave way
  EXPECT_GT(lockout.wait("1"), Duration::zero());
  EXPECT_GT(lockout.wait("100"), Duration::zero());
}

TEST(RetryAfter, IsWholeSeconds) {
  EXPECT_EQ(retry_after(milliseconds(1)), "1");
  EXPECT_EQ(retry_after(milliseconds(1001)), "2");
  EXPECT_EQ(retry_after(Duration::zero()), "1");
}

}  // namespace
}  // namespace framewake
