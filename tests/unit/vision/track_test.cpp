// Tracks: who is the same as a moment ago, for how long, and who is not.
#include "vision/track/tracker.hpp"

#include <algorithm>

#include "unit/vision/watching.hpp"

namespace framewake {
namespace {

using namespace test;

class TrackerTest : public testing::Test {
 protected:
  using Ids = std::vector<std::optional<std::uint64_t>>;
  Ids look(double seconds, const std::vector<Sighting>& seen) { return tracker_.update(seen, moment(seconds)); }
  static Sighting person(double x, double score = 0.9, bool faint = false) {
    return {"person", score, {x, 100, 40, 80}, faint};
  }
  /// The id of somebody who walks from x = 0 at 30 pixels a second until `seconds`.
  std::uint64_t walk_until(double seconds) {
    std::optional<std::uint64_t> id;
    for (double t = 0; t < seconds; t += 0.1) id = look(t, {person(30 * t)}).front();
    return id.value_or(0);
  }

  Tracker tracker_{{}};
};

TEST_F(TrackerTest, ANumberComesWhenItHasBeenSeenForAWhileAndStays) {
  EXPECT_FALSE(look(0, {person(0)}).front());
  EXPECT_FALSE(look(0.1, {person(3)}).front());
  const auto id = look(0.3, {person(9)}).front();
  ASSERT_TRUE(id);
  for (double t = 0.4; t < 5; t += 0.1) EXPECT_EQ(look(t, {person(30 * t)}).front(), id);
}

TEST_F(TrackerTest, WhereNobodyLookedNobodyIsMissed) {
  const std::uint64_t id = walk_until(2);
  const auto elsewhere = [](const cv::Rect2d& box, const std::string&) { return box.x > 3000; };
  for (double t = 2; t < 12; t += 0.1) tracker_.update({person(5000)}, moment(t), elsewhere);
  ASSERT_NE(tracker_.find(id), nullptr) << "ten seconds later";
  for (double t = 12; t < 14; t += 0.1) look(t, {});
  EXPECT_EQ(tracker_.find(id), nullptr) << "looked for, and not there";
}

TEST_F(TrackerTest, WhoIsNotLookedForWaitsWhereHeWas) {
  const std::uint64_t id = walk_until(2);
  const double x = tracker_.find(id)->motion.box().x;
  const auto nowhere = [](const cv::Rect2d&, const std::string&) { return false; };
  for (double t = 2; t < 60; t += 0.1) tracker_.update({}, moment(t), nowhere);
  ASSERT_NE(tracker_.find(id), nullptr);
  EXPECT_NEAR(tracker_.find(id)->motion.box().x, x, 1e-9);
  EXPECT_EQ(look(60, {person(x)}).front(), id);
}

TEST_F(TrackerTest, ALongTimeInWhichNobodyLookedIsNoneOfMissing) {
  tracker_.change({.lost_after = std::chrono::seconds(5)});
  const std::uint64_t id = walk_until(2);
  look(2, {});
  look(62, {});
  EXPECT_NE(tracker_.find(id), nullptr);
  for (double t = 62.1; t < 64.5; t += 0.1) look(t, {});
  EXPECT_NE(tracker_.find(id), nullptr);
  for (double t = 64.5; t < 66; t += 0.1) look(t, {});
  EXPECT_EQ(tracker_.find(id), nullptr) << "a part of it counts";
}

TEST_F(TrackerTest, OneMissAfterALongTimeIsNoLoss) {
  std::optional<std::uint64_t> id;
  for (double t = 0; t < 3; t += 0.1) id = look(t, {person(100)}).front();
  ASSERT_TRUE(id);
  look(63, {});
  EXPECT_EQ(look(63.1, {person(100)}).front(), id);
}

TEST_F(TrackerTest, WhereNobodyLooksThereIsAnEndToThoseWhoWait) {
  const auto nowhere = [](const cv::Rect2d&, const std::string&) { return false; };
  for (int i = 0; i < 300; ++i) {
    tracker_.update({person(100 * i)}, moment(i), nowhere);
    tracker_.update({person(100 * i)}, moment(i + 0.5), nowhere);
  }
  EXPECT_EQ(tracker_.tracks().size(), Tracker::most_tracks);
  EXPECT_NE(tracker_.find(300), nullptr);
  EXPECT_EQ(tracker_.find(1), nullptr);
}

TEST_F(TrackerTest, IrregularFramesAreNoOthers) {
  std::minstd_rand random(11);
  std::optional<std::uint64_t> id;
  double t = 0;
  for (int i = 0; i < 100; ++i) {
    t += 0.02 + 0.6 * static_cast<double>(random() % 100) / 100;
    const auto ids = look(t, {person(60 * t), person(3000 - 60 * t)});
    if (i == 12) id = ids.front();
    if (i >= 12) {
      EXPECT_EQ(ids.front(), id) << "at " << t;
    }
  }
}

TEST_F(TrackerTest, TwoWhoPassEachOtherKeepTheirNumbers) {
  TrackerTest::Ids first, last;
  for (double t = 0; t < 8; t += 0.1) {
    Sighting up = person(50 * t), down = person(400 - 50 * t);
    down.box.y = 130;
    last = look(t, {up, down});
    if (t < 1) first = last;
  }
  ASSERT_TRUE(first[0] && first[1]);
  EXPECT_EQ(last, first);
}

TEST_F(TrackerTest, WhoIsSeenFaintlyGoesOnButDoesNotBegin) {
  const std::uint64_t id = walk_until(1);
  EXPECT_EQ(look(1.1, {person(33, 0.2, true)}).front(), id);
  EXPECT_EQ(look(1.2, {person(36)}).front(), id);
  for (double t = 1.3; t < 3; t += 0.1) EXPECT_FALSE(look(t, {person(500, 0.2, true)}).front());
}

TEST_F(TrackerTest, WhoIsHiddenForAMomentComesBackWhereHeWouldBe) {
  const std::uint64_t id = walk_until(2);
  for (double t = 2; t < 2.8; t += 0.1) look(t, {});
  EXPECT_EQ(look(2.8, {person(30 * 2.8)}).front(), id);
}

TEST_F(TrackerTest, WhoIsGoneTooLongIsSomebodyNew) {
  const std::uint64_t id = walk_until(1);
  for (double t = 1; t < 4; t += 0.1) look(t, {});
  EXPECT_TRUE(tracker_.tracks().empty());
  look(4, {person(30)});
  EXPECT_GT(look(4.5, {person(30)}).front().value_or(0), id);
}

TEST_F(TrackerTest, WhoseTimeIsOverIsGivenUpBeforeAnybodyIsTakenForHim) {
  std::uint64_t id = 0;
  for (double t = 0; t < 2; t += 0.1) id = look(t, {person(100)}).front().value_or(0);
  look(2, {});
  EXPECT_NE(look(62, {person(100)}).front(), id) << "missed, and then a minute in which nobody looked";
  EXPECT_EQ(tracker_.find(id), nullptr);
  ASSERT_FALSE(tracker_.changes().empty());
  EXPECT_EQ(tracker_.changes().front().kind, Tracker::Change::Kind::lost);
  EXPECT_EQ(tracker_.changes().front().id, id);
}

TEST_F(TrackerTest, WhoWasNotMissedWaitsThroughATimeInWhichNobodyLooks) {
  std::uint64_t id = 0;
  for (double t = 0; t < 2; t += 0.1) id = look(t, {person(100)}).front().value_or(0);
  EXPECT_EQ(look(62, {person(100)}).front(), id);
}

TEST_F(TrackerTest, AtRareLooksOneMissIsNoLossAndTwoAre) {
  std::uint64_t id = 0;
  for (int i = 0; i < 5; ++i) id = look(i * 2.0, {person(100)}).front().value_or(0);
  look(10, {});
  EXPECT_EQ(look(12, {person(100)}).front(), id);
  look(14, {});
  look(16, {});
  EXPECT_EQ(tracker_.find(id), nullptr);
}

TEST_F(TrackerTest, InALongSilenceAllAreLost) {
  const std::uint64_t id = walk_until(2);
  tracker_.come(moment(2), milliseconds(100));
  EXPECT_TRUE(tracker_.changes().empty());
  tracker_.come(moment(7), std::chrono::seconds(5));
  EXPECT_NE(tracker_.find(id), nullptr);
  tracker_.come(moment(27), std::chrono::seconds(20));
  EXPECT_EQ(tracker_.tracks().size(), 0U);
  ASSERT_EQ(tracker_.changes().size(), 1U);
  EXPECT_EQ(tracker_.changes().front().kind, Tracker::Change::Kind::lost);
  EXPECT_FALSE(look(27, {person(60)}).front()) << "somebody new";
}

TEST_F(TrackerTest, ASilenceIsAsLongAsTheCameraIsUsedToOrATrackMayBeLost) {
  const auto goes_on = [&](double seconds, std::chrono::seconds silence) {
    tracker_.come(moment(seconds), silence);
    return look(seconds, {person(100)}).front();
  };
  using std::chrono::seconds;
  std::optional<std::uint64_t> id;
  for (int i = 0; i < 5; ++i) id = goes_on(10 * i, seconds(10));
  EXPECT_TRUE(id) << "one picture in ten seconds";
  EXPECT_EQ(goes_on(60, seconds(20)), id);
  EXPECT_NE(goes_on(160, seconds(100)), id);
  tracker_.change({.lost_after = std::chrono::minutes(10)});
  id = goes_on(161, seconds(1));
  EXPECT_TRUE(id);
  EXPECT_EQ(goes_on(461, seconds(300)), id);
}

TEST_F(TrackerTest, NumbersOfTheCameraGoOnInAnotherTracker) {
  TrackNumbers numbers;
  Tracker another{{}};
  for (Tracker* one : {&tracker_, &another}) {
    one->number_from(&numbers);
    one->update({person(0)}, moment(0));
  }
  EXPECT_EQ(tracker_.update({person(0)}, moment(1)).front(), 1U);
  EXPECT_EQ(another.update({person(0)}, moment(1)).front(), 2U);
}

/// 80 high, 60 pixels a second: 1.3 m a second.
TEST_F(TrackerTest, WhoWalksIsFollowedAtTwoFramesASecondAndAtOne) {
  for (const double step : {0.5, 1.0}) {
    const double begin = 1000 * step;
    std::optional<std::uint64_t> id;
    for (int i = 0; i < 8; ++i) {
      const auto now = look(begin + i * step, {person(60 * i * step), person(900 - 60 * i * step)}).front();
      if (i == 1) id = now;
      if (i > 0) {
        EXPECT_EQ(now, id) << i << " at " << step;
      }
    }
    EXPECT_TRUE(id) << step;
  }
}

TEST_F(TrackerTest, WhoAppearsElsewhereAMomentLaterIsSomebodyElse) {
  const std::uint64_t id = walk_until(2);
  look(2, {person(60)});
  EXPECT_NE(look(2.1, {person(110)}).front(), id) << "500 pixels a second";
  look(100, {person(500)});
  EXPECT_FALSE(look(100.1, {person(550)}).front());
}

TEST_F(TrackerTest, AYoungTrackRemembersItsWay) {
  look(0, {person(0)});
  look(0.1, {person(3)});
  const std::uint64_t id = look(0.3, {person(9)}).front().value_or(0);
  ASSERT_NE(tracker_.find(id), nullptr);
  const auto& path = tracker_.find(id)->path;
  ASSERT_EQ(path.size(), 2U);
  EXPECT_EQ(path[0], std::make_pair(moment(0), cv::Rect2d(0, 100, 40, 80)));
  EXPECT_EQ(path[1].second.x, 3);
  look(0.4, {person(12)});
  EXPECT_TRUE(tracker_.find(id)->path.empty());
}

TEST_F(TrackerTest, OfALongYouthTheBeginIsKept) {
  tracker_.change({.appear_after = std::chrono::minutes(1)});
  for (double t = 0; t < 50; t += 0.1) look(t, {person(10 * t)});
  const auto& path = tracker_.tracks().front().path;
  EXPECT_LE(path.size(), Track::most_stops);
  EXPECT_EQ(path.front().first, moment(0));
  EXPECT_GT(path.back().second.x, 490);
}

TEST_F(TrackerTest, RareLooksAreNotTakenForLosses) {
  std::optional<std::uint64_t> id;
  for (int i = 0; i < 10; ++i) {
    const auto now = look(i * 5.0, {person(100)}).front();
    if (i == 1) id = now;
    if (i > 1) {
      EXPECT_EQ(now, id);
    }
  }
  EXPECT_TRUE(id);
}

TEST_F(TrackerTest, LabelsAreNotMixed) {
  const std::uint64_t id = walk_until(1);
  EXPECT_NE(look(1.1, {{"dog", 0.9, {33, 100, 40, 80}, false}}).front(), id);
}

TEST_F(TrackerTest, WhoStandsIsStationaryUntilHeGoes) {
  for (double t = 0; t < 2.5; t += 0.1) look(t, {person(100)});
  EXPECT_FALSE(tracker_.tracks().front().stationary);
  for (double t = 2.5; t < 4; t += 0.1) look(t, {person(100)});
  EXPECT_TRUE(tracker_.tracks().front().stationary);
  for (double t = 4; t < 5; t += 0.1) look(t, {person(100 + 60 * (t - 4))});
  EXPECT_FALSE(tracker_.tracks().front().stationary);
}

TEST_F(TrackerTest, TheSameMomentTwiceAndABackwardClockDoNoHarm) {
  const std::uint64_t id = walk_until(1);
  EXPECT_EQ(look(0.9, {person(27)}).front(), id);
  EXPECT_EQ(look(0.9, {person(27)}).front(), id);
}

}  // namespace
}  // namespace framewake
