#include "base/stop_sequence.hpp"

#include <gtest/gtest.h>

#include "support/manual_time.hpp"

namespace framewake {
namespace {

using test::ManualTime;
using Names = std::vector<std::string>;

TEST(StopSequence, RunsItsStepsInTheOrderAdded) {
  const ManualTime time;
  StopSequence stop;
  Names ran;
  for (const char* name : {"listener", "cameras", "processors"})
    stop.add(name, [&ran, name](TimePoint) {
      ran.emplace_back(name);
      return true;
    });
  EXPECT_EQ(stop.run(time, std::chrono::seconds(5)), Names{});
  EXPECT_EQ(ran, (Names{"listener", "cameras", "processors"}));
}

TEST(StopSequence, NamesWhatDidNotFinishAndGoesOn) {
  const ManualTime time;
  StopSequence stop;
  bool last = false;
  stop.add("first", [](TimePoint) { return false; });
  stop.add("second", [](TimePoint) { return true; });
  stop.add("third", [](TimePoint) { return false; });
  stop.add("last", [&](TimePoint) { return last = true; });
  EXPECT_EQ(stop.run(time, std::chrono::seconds(5)), (Names{"first", "third"}));
  EXPECT_TRUE(last);
}

TEST(StopSequence, AllStepsShareOneDeadline) {
  ManualTime time;
  const TimePoint deadline = time.now() + std::chrono::seconds(5);
  StopSequence stop;
  std::vector<TimePoint> told;
  for (int i = 0; i < 3; ++i)
    stop.add("step", [&](TimePoint until) {
      told.push_back(until);
      time.advance(std::chrono::seconds(2));  // what one step takes, the next does not get
      return true;
    });
  stop.run(time, std::chrono::seconds(5));
  EXPECT_EQ(told, (std::vector<TimePoint>{deadline, deadline, deadline}));
}

}  // namespace
}  // namespace framewake
