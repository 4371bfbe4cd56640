#include "handoff/exchange.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "support/manual_time.hpp"

namespace framewake {
namespace {

TimePoint at_ms(int ms) {
  return TimePoint(milliseconds(ms));
}

class ExchangeTest : public testing::Test {
 protected:
  std::optional<int> publish(Lane<int>& lane, int value, TimePoint arrival = at_ms(0)) {
    lane.ledger().receive();
    return exchange_.publish(lane, value, arrival);
  }
  test::ManualTime time_;
  Exchange<int> exchange_{time_};
  Lane<int>& front_ = exchange_.open("front", {milliseconds(100)});
};

TEST_F(ExchangeTest, TakesTheNewestAndCountsTheRest) {
  EXPECT_FALSE(publish(front_, 1).has_value());
  EXPECT_EQ(publish(front_, 2), 1);
  EXPECT_EQ(publish(front_, 3), 2);
  auto claim = exchange_.take({});
  ASSERT_TRUE(claim.has_value());
  EXPECT_EQ(claim->frame(), 3);
  EXPECT_EQ(claim->superseded(), 2U);
  EXPECT_EQ(front_.ledger().counts(), (FateCounts{.received = 3, .superseded = 2, .in_flight = 1}));
  claim->settle(Fate::processed);
  EXPECT_EQ(front_.ledger().counts(), (FateCounts{.received = 3, .processed = 1, .superseded = 2}));
}

TEST_F(ExchangeTest, SaysHowLongTheCameraWasSilentNotHowLongNobodyLooked) {
  const auto silence_of_next = [this] {
    auto claim = exchange_.take({});
    claim->settle(Fate::processed);
    return claim->silence();
  };
  publish(front_, 1, at_ms(1000));
  EXPECT_EQ(silence_of_next(), Duration::zero());
  for (int ms = 1100; ms <= 9000; ms += 100) publish(front_, 2, at_ms(ms));
  EXPECT_EQ(silence_of_next(), milliseconds(100));
  publish(front_, 3, at_ms(9100));
  publish(front_, 4, at_ms(15'100));
  publish(front_, 5, at_ms(15'200));
  EXPECT_EQ(silence_of_next(), milliseconds(6000)) << "in between";
  publish(front_, 6, at_ms(15'300));
  EXPECT_EQ(silence_of_next(), milliseconds(100));
}

TEST_F(ExchangeTest, WhoPublishesMayKnowTheSilenceBetter) {
  for (const auto& [ms, silence] : {std::pair(1000, 300), std::pair(9000, 200), std::pair(9100, 100)}) {
    front_.ledger().receive();
    exchange_.publish(front_, ms, at_ms(ms), true, milliseconds(silence));
  }
  auto claim = exchange_.take({});
  ASSERT_TRUE(claim.has_value());
  EXPECT_EQ(claim->silence(), milliseconds(300)) << "of all that were displaced, not what lies between them here";
  claim->settle(Fate::processed);
}

TEST_F(ExchangeTest, SaysWhetherAFrameWaits) {
  const auto any = [](int) { return true; };
  EXPECT_FALSE(exchange_.has_waiting(front_, any));
  publish(front_, 1);
  EXPECT_TRUE(exchange_.has_waiting(front_, any));
  EXPECT_FALSE(exchange_.has_waiting(front_, [](int frame) { return frame != 1; }));
  auto claim = exchange_.take({});
  ASSERT_TRUE(claim.has_value());
  EXPECT_FALSE(exchange_.has_waiting(front_, any)) << "it is in a worker's hands";
  claim->settle(Fate::processed);
}

TEST_F(ExchangeTest, SupersededCountStartsAnewWithEachTake) {
  publish(front_, 1);
  publish(front_, 2);
  {
    auto claim = exchange_.take({});
    claim->settle(Fate::processed);
  }
  publish(front_, 3);
  auto claim = exchange_.take({});
  EXPECT_EQ(claim->superseded(), 0U);
  claim->settle(Fate::processed);
}

TEST_F(ExchangeTest, AFrameThatCameWhileItsCameraWasInHandsIsTakenNext) {
  publish(front_, 1);
  auto first = exchange_.take({});
  publish(front_, 2);
  first->settle(Fate::processed);
  first.reset();
  auto second = exchange_.take({});
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->frame(), 2);
  second->settle(Fate::processed);
}

TEST_F(ExchangeTest, ACameraInHandsIsNobodyElses) {
  Lane<int>& yard = exchange_.open("yard", {milliseconds(500)});
  publish(front_, 1);
  auto mine = exchange_.take({});
  publish(front_, 2);  // earlier deadline, but in hands
  publish(yard, 3);
  auto other = exchange_.take({});
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(&other->lane(), &yard);
  mine->settle(Fate::processed);
  other->settle(Fate::processed);
}

TEST_F(ExchangeTest, TheEarliestDeadlineCountsNotTheOrderOfArrival) {
  Lane<int>& patient = exchange_.open("patient", {milliseconds(1000)});
  publish(patient, 1, at_ms(0));  // by 1000
  publish(front_, 2, at_ms(50));  // by 150
  auto claim = exchange_.take({});
  EXPECT_EQ(&claim->lane(), &front_);
  claim->settle(Fate::processed);
}

TEST_F(ExchangeTest, ExpiresByTheLimitOfItsCameraAlsoWhenThatHasChanged) {
  publish(front_, 1, at_ms(0));
  auto claim = exchange_.take({});
  EXPECT_FALSE(claim->expired(at_ms(100)));
  EXPECT_TRUE(claim->expired(at_ms(101)));
  front_.change({milliseconds(200)});
  EXPECT_FALSE(claim->expired(at_ms(101)));
  claim->settle(Fate::expired);
}

TEST_F(ExchangeTest, OneWakeUpForTwoCamerasReachesTwoWorkers) {
  Lane<int>& yard = exchange_.open("yard", {milliseconds(100)});
  publish(front_, 1);
  publish(yard, 2);  // the flag was up already
  std::promise<int> first;
  std::promise<int> second;
  std::promise<void> hold;
  const auto held = hold.get_future().share();
  const auto run = [&, held](std::promise<int>& got) {
    auto claim = exchange_.take({});
    got.set_value(claim->frame());
    held.wait();  // keeps its camera in hands until both have one
    claim->settle(Fate::processed);
  };
  std::jthread a([&] { run(first); });
  std::jthread b([&] { run(second); });
  EXPECT_EQ(first.get_future().get() + second.get_future().get(), 3);
  hold.set_value();
}

TEST_F(ExchangeTest, ARestIsTheLanesToo) {
  publish(front_, 1, time_.now());
  {
    auto claim = exchange_.take({});
    claim->rest_until(time_.now() + milliseconds(500));
    claim->settle(Fate::processed);
  }
  EXPECT_TRUE(front_.rests(time_.now()));
  publish(front_, 2, time_.now());
  EXPECT_EQ(publish(front_, 3, time_.now()), 2) << "superseded while it waited";
  time_.advance(milliseconds(500));
  EXPECT_FALSE(front_.rests(time_.now()));
  publish(front_, 4, time_.now());
  auto claim = exchange_.take({});
  EXPECT_EQ(claim->frame(), 4);
  EXPECT_EQ(claim->superseded(), 2U);
  claim->settle(Fate::processed);
}

TEST_F(ExchangeTest, WhenAllRestsEndWhatWaitsIsTaken) {
  publish(front_, 1, time_.now());
  {
    auto claim = exchange_.take({});
    claim->rest_until(time_.now() + std::chrono::hours(1));
    claim->settle(Fate::processed);
  }
  publish(front_, 2, time_.now());
  exchange_.end_rests();
  EXPECT_FALSE(front_.rests(time_.now()));
  auto claim = exchange_.take({});
  EXPECT_EQ(claim->frame(), 2);
  claim->settle(Fate::processed);
}

// In the machine's own time: nobody sends any more, and yet the last frame finds its end.
TEST(ExchangeRest, TheLastFrameOfARestIsTakenThoughNothingFollows) {
  Exchange<int> exchange;
  Lane<int>& lane = exchange.open("front", {std::chrono::seconds(60)});
  const auto send = [&](int value) {
    lane.ledger().receive();
    exchange.publish(lane, value, Clock::now() - std::chrono::seconds(30));
  };
  send(1);
  {
    auto claim = exchange.take({});
    claim->rest_until(Clock::now() + milliseconds(20));
    claim->settle(Fate::processed);
  }
  std::promise<int> got;
  std::jthread worker([&](const std::stop_token& stop) {
    auto claim = exchange.take(stop);
    got.set_value(claim ? claim->frame() : 0);
    if (claim) claim->settle(Fate::processed);
  });
  send(2);
  EXPECT_EQ(got.get_future().get(), 2);
}

TEST_F(ExchangeTest, AStopWakesAWorkerThatWaits) {
  std::promise<bool> got;
  std::jthread worker([&](const std::stop_token& stop) { got.set_value(exchange_.take(stop).has_value()); });
  worker.request_stop();
  EXPECT_FALSE(got.get_future().get());
}

TEST_F(ExchangeTest, WhatWaitsAtTheStopIsCountedAsExpired) {
  publish(front_, 1);
  int told = 0;
  EXPECT_EQ(exchange_.expire_waiting([&](int& frame) { told = frame; }), 1U);
  EXPECT_EQ(told, 1);
  EXPECT_EQ(front_.ledger().counts(), (FateCounts{.received = 1, .expired = 1}));
}

TEST_F(ExchangeTest, ALaneIsOpenedOnceAndKeepsItsNumberAndLimit) {
  EXPECT_EQ(&exchange_.open("front", {milliseconds(5)}), &front_);
  EXPECT_EQ(front_.max_age(), milliseconds(100));
  EXPECT_EQ(exchange_.open("yard", {milliseconds(5)}).index(), 1U);
  EXPECT_EQ(exchange_.find("yard"), &exchange_.open("yard", {}));
  EXPECT_EQ(exchange_.find("nobody"), nullptr);
}

}  // namespace
}  // namespace framewake
