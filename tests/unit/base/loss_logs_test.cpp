#include "base/loss_logs.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "support/manual_time.hpp"

namespace framewake {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class LossLogsTest : public testing::Test {
 protected:
  test::ManualTime time_;
  std::vector<std::string> lines_;
  LossLogs logs_{time_, [this](const std::string& line) { lines_.push_back(line); }};
};

TEST_F(LossLogsTest, EachIsCountedForItself) {
  for (int i = 0; i < 100; ++i) logs_.lost("front", "front lost one");
  logs_.lost("back", "back lost one");
  EXPECT_THAT(lines_, ElementsAre("front lost one", "back lost one"));
  time_.advance(std::chrono::seconds(1));
  logs_.lost("back", "back lost one");
  logs_.lost("front", "front lost three", 3);
  EXPECT_THAT(lines_, ElementsAre("front lost one", "back lost one", "back lost one",
                                  "front lost three (and 101 more since the last such message)"));
}

TEST_F(LossLogsTest, ManyTogetherDoNotFloodTheLog) {
  for (int i = 0; i < 5000; ++i) logs_.lost("address " + std::to_string(i), "turned away");
  EXPECT_THAT(lines_, SizeIs(100));
  time_.advance(std::chrono::seconds(1));
  for (int i = 0; i < 5000; ++i) logs_.lost("address " + std::to_string(i), "turned away");
  EXPECT_THAT(lines_, SizeIs(120));
}

}  // namespace
}  // namespace framewake
