#include "base/thread.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <mutex>

namespace framewake {
namespace {

std::string kernel_name() {
  char name[16] = {};
  pthread_getname_np(pthread_self(), name, sizeof name);
  return name;
}

TEST(Thread, HasItsName) {
  std::string in_kernel, in_log;
  start_thread("fw-test", [&](const std::stop_token&) {
    in_kernel = kernel_name();
    in_log = thread_name(static_cast<std::size_t>(gettid()));
  }).join();
  EXPECT_EQ(in_kernel, "fw-test");
  EXPECT_EQ(in_log, "fw-test");
}

TEST(Thread, ALongNameIsCutToWhatTheKernelKeeps) {
  std::string in_kernel, in_log;
  start_thread("a-name-longer-than-fifteen", [&](const std::stop_token&) {
    in_kernel = kernel_name();
    in_log = thread_name(static_cast<std::size_t>(gettid()));
  }).join();
  EXPECT_EQ(in_kernel, "a-name-longer-t");
  EXPECT_EQ(in_log, in_kernel);
}

TEST(Thread, OneThatWasNeverNamedHasNone) {
  EXPECT_EQ(thread_name(0), "");
}

TEST(Thread, LeavesSignalsToTheMainThread) {
  sigset_t blocked;
  sigemptyset(&blocked);
  start_thread("fw-test", [&](const std::stop_token&) { pthread_sigmask(SIG_BLOCK, nullptr, &blocked); }).join();
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) EXPECT_EQ(sigismember(&blocked, signal), 1) << signal;
  EXPECT_EQ(sigismember(&blocked, SIGSEGV), 0);
}

TEST(Thread, IsStoppedByItsOwner) {
  bool stopped = false;
  {
    const std::jthread thread = start_thread("fw-test", [&](const std::stop_token& stop) {
      std::mutex mutex;
      std::condition_variable_any wake;
      std::unique_lock lock(mutex);
      wake.wait(lock, stop, [] { return false; });
      stopped = stop.stop_requested();
    });
  }  // its end asks for the stop and joins
  EXPECT_TRUE(stopped);
}

TEST(ThreadBinding, HoldsOnlyOnItsThread) {
  ThreadBinding binding;
  EXPECT_TRUE(binding.here());  // bound to none yet
  binding.bind();
  EXPECT_TRUE(binding.here());
  bool elsewhere = true;
  start_thread("fw-test", [&](const std::stop_token&) { elsewhere = binding.here(); }).join();
  EXPECT_FALSE(elsewhere);
  binding.unbind();
  start_thread("fw-test", [&](const std::stop_token&) { elsewhere = binding.here(); }).join();
  EXPECT_TRUE(elsewhere);
}

TEST(ThreadBinding, FirstUseBinds) {
  ThreadBinding binding;
  start_thread("fw-test", [&](const std::stop_token&) { binding.check(); }).join();
#ifdef NDEBUG
  EXPECT_TRUE(binding.here()) << "costs nothing where it asserts nothing";
#else
  EXPECT_FALSE(binding.here());
#endif
  binding.unbind();
  binding.check();
  EXPECT_TRUE(binding.here());
}

#ifndef NDEBUG
TEST(ThreadBindingDeathTest, AnotherThreadEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        ThreadBinding binding;
        binding.check();
        start_thread("fw-test", [&](const std::stop_token&) { binding.check(); }).join();
      },
      "on another thread");
}
#endif

}  // namespace
}  // namespace framewake
