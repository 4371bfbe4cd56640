// Who asks gets the next frame that may be shown; nobody waits for ever, and no frame waits for nobody.
#include "view/snapshot_desk.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <future>
#include <opencv2/core.hpp>
#include <set>
#include <utility>

#include "frame/first_look.hpp"
#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::HasSubstr;
using Outcome = Snapshot::Outcome;

class SnapshotDeskTest : public testing::Test {
 protected:
  void open(SnapshotDesk::Limits limits = {.patience = std::chrono::seconds(20)}) {
    desk = std::make_unique<SnapshotDesk>(
        SnapshotDesk::Around{.describe = [this](const CameraId& camera) -> std::optional<std::string> {
                               described_.wait();
                               if (known.contains(camera.str())) return "stale";
                               return std::nullopt;
                             },
                             .generation = [this] { return generation.load(); },
                             .hurry =
                                 [this](const CameraId&) {
                                   ++hurried;
                                   if (const auto meanwhile = std::exchange(on_hurry, nullptr)) meanwhile();
                                 }},
        steady_time(), limits);
  }
  std::future<Snapshot> ask(const std::string& camera = "front", int width = 0) {
    const auto promise = std::make_shared<std::promise<Snapshot>>();  // shared with the callback, which is copied
    desk->take({*CameraId::parse(camera), width}, [promise](Snapshot made) { promise->set_value(std::move(made)); });
    return promise->get_future();
  }
  static Snapshot answer_of(std::future<Snapshot>& future) {
    if (future.wait_for(std::chrono::seconds(30)) == std::future_status::ready) return future.get();
    ADD_FAILURE() << "no answer";
    return {};
  }
  /// A frame that arrives now, or at another moment; by the configuration that is in effect, or an older one.
  struct Details {
    std::optional<PrivacyResult> privacy = {};
    TimePoint arrival = Clock::now();
    std::shared_ptr<FirstLook> first_look = nullptr;
    std::optional<std::uint64_t> generation = {};
  };
  void processed(std::uint64_t number, const std::string& camera = "front",
                 const std::optional<PrivacyResult>& privacy = {}) {
    processed(number, Details{.privacy = privacy}, camera);
  }
  void processed(std::uint64_t number, const Details& details, const std::string& camera = "front") {
    EncodedFrame frame = frame_of(make_jpeg(64, 48, {.comment = camera + " " + std::to_string(number)}));
    frame.camera = *CameraId::parse(camera);
    frame.number = number;
    frame.arrival = details.arrival;
    frame.first_look = details.first_look;
    Result result;
    result.generation = details.generation.value_or(generation);
    result.camera = frame.camera;
    result.frame = number;
    result.privacy = details.privacy;
    desk->processed(frame, result);
  }
  /// Keeps the desk's thread at its next question for a camera.
  void hold() { described_ = held_.get_future().share(); }
  void let_go() { held_.set_value(); }

  std::atomic<std::uint64_t> generation{1};
  std::atomic<int> hurried{0};
  std::function<void()> on_hurry;  ///< the next time
  std::set<std::string> known{"front", "back"};
  std::promise<void> held_;
  std::shared_future<void> described_ = [] {
    std::promise<void> free;
    free.set_value();
    return free.get_future().share();
  }();
  std::unique_ptr<SnapshotDesk> desk;
};

TEST_F(SnapshotDeskTest, TheNextFrameIsTheAnswer) {
  open();
  processed(1);  // nobody has asked: it is not kept
  auto asked = ask();
  processed(2, "back");
  processed(3);
  const Snapshot snapshot = answer_of(asked);
  EXPECT_EQ(snapshot.outcome, Outcome::made);
  EXPECT_EQ(snapshot.frame, 3U);
  EXPECT_THAT(snapshot.jpeg, HasSubstr("front 3"));
}

TEST_F(SnapshotDeskTest, OfFramesThatWaitTheNewestWins) {
  hold();
  open();
  auto asked = ask();  // the desk's thread now asks what camera that is, and is kept there
  for (std::uint64_t number = 1; number <= 5; ++number) processed(number);
  processed(4);  // it took longer
  let_go();
  EXPECT_EQ(answer_of(asked).frame, 5U);
}

TEST_F(SnapshotDeskTest, AFrameThatCameBeforeTheQuestionIsNotTheAnswerWhenAnotherComes) {
  open();
  const TimePoint before = Clock::now();
  auto asked = ask();
  EXPECT_EQ(hurried, 1) << "what waits there need not wait";
  processed(1, {.arrival = before});
  EXPECT_EQ(hurried, 2) << "the next one is wanted soon";
  processed(2);
  const Snapshot snapshot = answer_of(asked);
  EXPECT_EQ(snapshot.frame, 2U);
  EXPECT_EQ(hurried, 2);
  EXPECT_GE(snapshot.age, Duration::zero());
}

TEST_F(SnapshotDeskTest, WithoutAnotherItIsAndSaysItsAge) {
  open({.patience = milliseconds(30)});
  const TimePoint before = Clock::now() - std::chrono::seconds(3);
  auto asked = ask(), other = ask("back");
  processed(1, {.arrival = before});
  processed(5, {.arrival = before}, "back");
  const Snapshot snapshot = answer_of(asked);
  EXPECT_EQ(snapshot.outcome, Outcome::made);
  EXPECT_EQ(snapshot.frame, 1U);
  EXPECT_GE(snapshot.age, std::chrono::seconds(3));
  EXPECT_EQ(answer_of(other).frame, 5U);
}

TEST_F(SnapshotDeskTest, AFrameThatWasProcessedBeforeTheQuestionIsNeverTheAnswer) {
  open({.patience = milliseconds(60)});
  const TimePoint before = Clock::now() - std::chrono::seconds(3);
  auto asked = ask();
  processed(1, {.arrival = before});  // kept for the first until nothing better can come
  auto next = ask();
  EXPECT_EQ(answer_of(asked).frame, 1U);
  EXPECT_EQ(answer_of(next).outcome, Outcome::unavailable) << "who always asks before the last one is answered";
}

TEST_F(SnapshotDeskTest, AFrameIsNotKeptWhenWhoWantedItHasGotAnotherMeanwhile) {
  hold();
  open({.patience = milliseconds(60)});
  auto asked = ask();
  processed(1);
  Snapshot got;
  on_hurry = [&] {  // frame 2 is on its way to the desk, which answers now
    let_go();
    got = answer_of(asked);
  };
  processed(2, {.arrival = Clock::now() - std::chrono::seconds(3)});
  EXPECT_EQ(got.frame, 1U);
  auto next = ask();
  EXPECT_EQ(answer_of(next).outcome, Outcome::unavailable);
}

TEST_F(SnapshotDeskTest, NoPictureIsOlderThanTheOneBefore) {
  open({.patience = milliseconds(50)});
  auto first = ask();
  processed(5);
  EXPECT_EQ(answer_of(first).frame, 5U);
  auto second = ask();
  processed(4);
  EXPECT_EQ(answer_of(second).outcome, Outcome::unavailable);
}

TEST_F(SnapshotDeskTest, AFollowUpIsOfUseOnlyWhereTheResultCouldNotBeShown) {
  open();
  auto asked = ask();
  processed(1, {.first_look = std::make_shared<FirstLook>()});  // nothing hides here: its result has been shown
  const auto hidden = std::make_shared<FirstLook>();
  hidden->privacy = PrivacyResult{.outstanding = 1, .parts = {}};
  processed(2, {.privacy = PrivacyResult{.parts = {}}, .first_look = hidden});
  EXPECT_EQ(answer_of(asked).frame, 2U);
}

TEST_F(SnapshotDeskTest, OfAFrameThatOnlySaysBesideThatTimePassesThereIsNoPicture) {
  open();
  auto asked = ask();
  for (const bool ended : {true, false}) {
    const auto look = std::make_shared<FirstLook>();
    look->privacy = PrivacyResult{.outstanding = 1, .parts = {}};
    look->ended = ended;
    processed(ended ? 1 : 2, {.privacy = PrivacyResult{.parts = {}}, .first_look = look});
  }
  EXPECT_EQ(answer_of(asked).frame, 2U);
}

TEST_F(SnapshotDeskTest, WhoAsksAfterAReloadGetsNothingOfBefore) {
  hold();
  open();
  auto early = ask();
  processed(1);
  generation = 2;
  auto late = ask();
  processed(2, {.generation = 1});  // it was in hands, or waited to be looked at beside
  let_go();
  EXPECT_EQ(answer_of(early).frame, 2U);
  processed(3, {.generation = 1});
  processed(4);
  EXPECT_EQ(answer_of(late).frame, 4U);
}

TEST_F(SnapshotDeskTest, EverybodyWhoAsksForTheCameraGetsTheSameFrameInHisSize) {
  hold();
  open();
  auto large = ask(), small = ask("front", 32), again = ask("front", 32), other = ask("back");
  processed(1);
  processed(7, "back");
  let_go();
  EXPECT_EQ(answer_of(large).frame, 1U);
  const Snapshot first = answer_of(small);
  EXPECT_EQ(frame_of(first.jpeg).header.width, 32U);
  EXPECT_EQ(answer_of(again).jpeg, first.jpeg);
  EXPECT_EQ(answer_of(other).frame, 7U);
}

TEST_F(SnapshotDeskTest, AFrameThatMayNotBeShownIsNotTheAnswer) {
  open();
  auto asked = ask();
  processed(1, "front", PrivacyResult{.whole = true, .parts = {}});
  processed(2, "front", PrivacyResult{.outstanding = 1, .parts = {}});
  PrivacyResult hides;
  hides.parts.push_back({.style = HideStyle::fill, .colour = {0, 255, 0}, .polygons = {}, .boxes = {{0, 0, 64, 48}}});
  processed(3, "front", hides);
  const Snapshot snapshot = answer_of(asked);
  EXPECT_EQ(snapshot.frame, 3U);
  const EncodedFrame frame = frame_of(snapshot.jpeg);
  Decoder decoder;
  Picture picture(frame, decoder, steady_time());
  const cv::Scalar mean = cv::mean(*picture.bgr());
  EXPECT_NEAR(mean[1], 255, 4);
  EXPECT_NEAR(mean[0] + mean[2], 0, 8);
}

TEST_F(SnapshotDeskTest, ACameraThatThereIsNotIsSaidAtOnce) {
  open();
  auto asked = ask("side");
  const Snapshot snapshot = answer_of(asked);
  EXPECT_EQ(snapshot.outcome, Outcome::unknown_camera);
  EXPECT_THAT(snapshot.problem, HasSubstr("side"));
}

TEST_F(SnapshotDeskTest, WithoutAFrameInTimeTheStateIsTheAnswer) {
  open({.patience = milliseconds(30)});
  auto asked = ask();
  const Snapshot snapshot = answer_of(asked);
  EXPECT_EQ(snapshot.outcome, Outcome::unavailable);
  EXPECT_THAT(snapshot.problem, HasSubstr("stale"));
  // It is not wanted any more: this frame is for nobody.
  processed(1);
  auto again = ask(), next = ask("back");
  processed(2, "back");
  EXPECT_EQ(answer_of(next).outcome, Outcome::made);
  EXPECT_EQ(answer_of(again).outcome, Outcome::unavailable);
}

TEST_F(SnapshotDeskTest, WithHiddenFramesOnlyThatIsTheReason) {
  hold();
  open({.patience = milliseconds(30)});
  auto asked = ask();
  processed(1, "front", PrivacyResult{.whole = true, .parts = {}});
  let_go();
  EXPECT_THAT(answer_of(asked).problem, HasSubstr("privacy"));
}

TEST_F(SnapshotDeskTest, ThatPolygonsDoNotFitIsAnotherReason) {
  hold();
  open({.patience = milliseconds(30)});
  auto asked = ask();
  processed(1, "front", PrivacyResult{.whole = true, .misfit = true, .parts = {}});
  let_go();
  EXPECT_THAT(answer_of(asked).problem, HasSubstr("pixels"));
}

TEST_F(SnapshotDeskTest, NoMoreWaitThanThereIsRoomFor) {
  open({.patience = std::chrono::seconds(20), .most_waiting = 2});
  auto first = ask(), second = ask(), third = ask();
  const Snapshot refused = answer_of(third);
  EXPECT_EQ(refused.outcome, Outcome::unavailable);
  processed(1);
  EXPECT_EQ(answer_of(first).outcome, Outcome::made);
  EXPECT_EQ(answer_of(second).outcome, Outcome::made);
}

TEST_F(SnapshotDeskTest, WhatCannotBeDecodedIsSaidAndTheDeskGoesOn) {
  open();
  auto asked = ask("front", 32);
  EncodedFrame frame = frame_of(make_jpeg(64, 48));
  frame.camera = *CameraId::parse("front");
  frame.arrival = Clock::now();
  frame.message.resize(frame.message.size() / 2);
  Result result;
  result.generation = generation;
  desk->processed(frame, result);
  const Snapshot snapshot = answer_of(asked);
  EXPECT_EQ(snapshot.outcome, Outcome::failed);
  EXPECT_THAT(snapshot.problem, HasSubstr("front"));
  auto next = ask();
  processed(2);
  EXPECT_EQ(answer_of(next).outcome, Outcome::made);
}

TEST_F(SnapshotDeskTest, AStopAnswersWhoWaitsAndWhoComesLater) {
  open();
  auto waiting = ask();
  desk->request_stop();
  EXPECT_EQ(answer_of(waiting).outcome, Outcome::unavailable);
  EXPECT_TRUE(desk->join_until(Clock::now() + std::chrono::seconds(20)));
  auto late = ask();
  EXPECT_EQ(answer_of(late).outcome, Outcome::unavailable);
  processed(1);
  desk.reset();
}

TEST_F(SnapshotDeskTest, ItsEndAnswersWhoWaits) {
  open();
  auto waiting = ask();
  desk.reset();
  EXPECT_EQ(answer_of(waiting).outcome, Outcome::unavailable);
}

TEST_F(SnapshotDeskTest, ManyAskWhileManyFramesComeAndTheDeskStops) {
  open({.patience = milliseconds(200), .most_waiting = 1000});
  std::vector<std::future<Snapshot>> asked;
  {
    const std::jthread frames([this](const std::stop_token& stop) {
      for (std::uint64_t number = 1; !stop.stop_requested(); ++number) processed(number, number % 2 ? "front" : "back");
    });
    for (int i = 0; i < 60; ++i) asked.push_back(ask(i % 3 ? "front" : "back", i % 4 ? 0 : 32));
    for (int i = 0; i < 30; ++i) EXPECT_EQ(answer_of(asked[static_cast<std::size_t>(i)]).outcome, Outcome::made);
    desk->request_stop();
  }
  for (std::size_t i = 30; i < asked.size(); ++i) answer_of(asked[i]);
}

}  // namespace
}  // namespace framewake
