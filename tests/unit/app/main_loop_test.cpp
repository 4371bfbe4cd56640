#include "app/main_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace framewake {
namespace {

using testing::ElementsAre;

TEST(MainLoop, RunsWhatOtherThreadsPostInTheirOrder) {
  MainLoop loop;
  std::vector<int> ran;
  std::thread::id where;
  std::jthread other([&] {
    for (int i = 0; i < 1000; ++i) loop.post([&ran, i] { ran.push_back(i); });
    loop.post([&] {
      where = std::this_thread::get_id();
      loop.stop();
    });
  });
  loop.run();
  EXPECT_EQ(where, std::this_thread::get_id());
  ASSERT_EQ(ran.size(), 1000U);
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
}

TEST(MainLoop, ATaskMayPostAnother) {
  MainLoop loop;
  int rounds = 0;
  std::function<void()> again = [&] {
    if (++rounds == 3) return loop.stop();
    loop.post(again);
  };
  loop.post(again);
  loop.run();
  EXPECT_EQ(rounds, 3);
}

TEST(MainLoop, WhatStopOvertakesRunsTheNextTime) {
  MainLoop loop;
  std::vector<int> ran;
  loop.post([&] { loop.stop(); });
  loop.post([&] {
    ran.push_back(1);
    loop.stop();
  });
  loop.run();
  EXPECT_THAT(ran, ElementsAre());
  loop.run();
  EXPECT_THAT(ran, ElementsAre(1));
}

TEST(MainLoop, TimersRunInTheOrderOfTheirDeadlinesAndNotBeforeThem) {
  MainLoop loop;
  std::vector<int> ran;
  const TimePoint start = steady_time().now();
  TimePoint last;
  loop.at(start + milliseconds(20), [&] {
    ran.push_back(3);
    last = steady_time().now();
    loop.stop();
  });
  loop.at(start + milliseconds(10), [&] { ran.push_back(1); });
  loop.at(start + milliseconds(10), [&] { ran.push_back(2); });
  loop.run();
  EXPECT_THAT(ran, ElementsAre(1, 2, 3));
  EXPECT_GE(last - start, milliseconds(20));
}

TEST(MainLoop, ACancelledTimerDoesNotRun) {
  MainLoop loop;
  std::vector<int> ran;
  const TimePoint start = steady_time().now();
  MainLoop::Timer second{};
  loop.at(start, [&] {
    ran.push_back(1);
    loop.cancel(second);
  });
  second = loop.at(start, [&] { ran.push_back(2); });
  loop.at(start + milliseconds(1), [&] { loop.stop(); });
  loop.run();
  EXPECT_THAT(ran, ElementsAre(1));
}

TEST(MainLoop, RunsTheTaskOfASignal) {
  MainLoop loop;
  std::vector<int> ran;
  loop.on_signal(SIGUSR1, [&] { ran.push_back(SIGUSR1); });
  loop.on_signal(SIGUSR2, [&] {
    ran.push_back(SIGUSR2);
    loop.stop();
  });
  loop.post([] { kill(getpid(), SIGUSR1); });
  loop.at(steady_time().now() + milliseconds(1), [] { kill(getpid(), SIGUSR2); });
  loop.run();
  EXPECT_THAT(ran, ElementsAre(SIGUSR1, SIGUSR2));
}

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    out = Descriptor(ends[0]);
    in = Descriptor(ends[1]);
  }
  Descriptor out, in;
};

TEST(MainLoop, RunsTheTaskOfAReadableDescriptorWhileItIsWatched) {
  MainLoop loop;
  Pipe pipe;
  int runs = 0;
  loop.watch(pipe.out.get(), [&] {
    if (++runs == 2) {  // nothing was read: still readable
      loop.unwatch(pipe.out.get());
      loop.at(steady_time().now() + milliseconds(1), [&] { loop.stop(); });
    }
  });
  loop.post([&] { EXPECT_EQ(::write(pipe.in.get(), "x", 1), 1); });
  loop.run();
  EXPECT_EQ(runs, 2);
}

TEST(MainLoop, TellsOfAnEndThatIsGone) {
  MainLoop loop;
  Pipe pipe;
  loop.watch(pipe.out.get(), [&] { loop.stop(); });
  loop.post([&] { Descriptor(std::move(pipe.in)); });
  loop.run();
}

TEST(MainLoop, ADescriptorClosedWhileWatchedIsABugThatIsNamed) {
  MainLoop loop;
  Pipe pipe;
  loop.watch(pipe.out.get(), [] {});
  { const Descriptor closed = std::move(pipe.out); }
  EXPECT_THROW(loop.run(), std::logic_error);
}

TEST(MainLoop, AnExceptionOfATaskLeavesRun) {
  MainLoop loop;
  loop.post([] { throw std::runtime_error("a bug"); });
  EXPECT_THROW(loop.run(), std::runtime_error);
}

}  // namespace
}  // namespace framewake
