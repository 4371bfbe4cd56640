#include "base/loss_log.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/manual_time.hpp"

namespace framewake {
namespace {

using test::ManualTime;

class LossLogTest : public testing::Test {
 protected:
  ManualTime time_;
  std::vector<std::string> lines_;
  LossLog log_{time_, [this](const std::string& line) { lines_.push_back(line); }, std::chrono::seconds(1)};
};

TEST_F(LossLogTest, SaysTheFirstLossAtOnce) {
  log_.lost("a frame");
  EXPECT_EQ(lines_, std::vector<std::string>{"a frame"});
}

TEST_F(LossLogTest, IsSilentWithinTheIntervalAndThenSaysHowMany) {
  for (int i = 0; i < 100; ++i) log_.lost("a frame");
  EXPECT_EQ(lines_.size(), 1U);
  time_.advance(milliseconds(999));
  log_.lost("a frame");
  EXPECT_EQ(lines_.size(), 1U);
  time_.advance(milliseconds(1));
  log_.lost("another");
  ASSERT_EQ(lines_.size(), 2U);
  EXPECT_EQ(lines_.back(), "another (and 100 more since the last such message)");
}

TEST_F(LossLogTest, CountsAnewAfterEachLine) {
  log_.lost("x");
  time_.advance(std::chrono::seconds(5));
  log_.lost("x");
  EXPECT_EQ(lines_, (std::vector<std::string>{"x", "x"}));
}

TEST_F(LossLogTest, TakesSeveralAtOnce) {
  log_.lost("frames", 3);
  EXPECT_EQ(lines_.back(), "frames (and 2 more since the last such message)");
  log_.lost("frames", 10);
  time_.advance(std::chrono::seconds(1));
  log_.lost("frames", 1);
  EXPECT_EQ(lines_.back(), "frames (and 10 more since the last such message)");
}

TEST_F(LossLogTest, MayBeToldOfALossWhileItWrites) {
  LossLog* self = nullptr;
  int written = 0;
  LossLog log(time_, [&](const std::string&) {
    if (++written == 1) self->lost("while writing");  // would deadlock if the lock were held
  });
  self = &log;
  log.lost("first");
  EXPECT_EQ(written, 1);
}

}  // namespace
}  // namespace framewake
