#include "base/child_process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace framewake {
namespace {

int signal_of(const std::string& script) {
  return signal_that_ended({"/bin/sh", "-c", script});
}

TEST(ChildProcessTest, HowItEndsIsTold) {
  EXPECT_EQ(signal_of("kill -SEGV $$"), SIGSEGV);
  EXPECT_EQ(signal_of("exit 3"), 0);
  EXPECT_EQ(signal_that_ended({"/nowhere/program"}), 0);
  EXPECT_EQ(signal_name(SIGFPE), "SIGFPE");
  EXPECT_EQ(signal_name(1000), "signal 1000");
}

TEST(ChildProcessTest, ItBeginsWithNoFileAndNoSignalOfOurs) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);  // not to be closed by itself
  EXPECT_EQ(signal_of("[ ! -e /proc/$$/fd/" + std::to_string(ends[0]) + " ] || kill -KILL $$"), 0);
  for (const int end : ends) ::close(end);
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
  EXPECT_EQ(signal_of("kill -TERM $$"), SIGTERM);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST(ChildProcessTest, ItReadsNothing) {
  EXPECT_EQ(signal_of("[ -z \"$(cat)\" ] || kill -KILL $$"), 0);
}

}  // namespace
}  // namespace framewake
