// A stage that takes 100 ms against a camera of 60 frames a second, in virtual time: while the stage runs, the camera sends on.
#include "fixture.hpp"

namespace framewake::test {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds interval{1'000'000'000 / 60};
constexpr int frames_per_run = 6;  // 100 ms / 16.7 ms

class OverloadTest : public PoolTest {
 protected:
  /// The camera's next frame: one interval later.
  void camera_sends() {
    time_.advance(interval);
    publish(frame());
  }
};

TEST_F(OverloadTest, FramesAreSupersededNeverQueued) {
  constexpr std::size_t runs = 50;
  std::size_t done = 0;
  start(1, [&](StageFrame&) {
    if (++done > runs) return;
    for (int i = 0; i < frames_per_run; ++i) camera_sends();
  });
  camera_sends();
  const auto outcomes = sink_.wait_for(runs + 1);

  std::uint64_t expected_frame = 1;
  for (std::size_t i = 0; i <= runs; ++i) {
    const Result& result = outcomes[i].result;
    ASSERT_EQ(outcomes[i].fate, Fate::processed);
    EXPECT_EQ(result.frame, expected_frame) << "the newest at its moment, in order";
    EXPECT_EQ(result.superseded, i == 0 ? 0U : frames_per_run - 1U);
    EXPECT_LT(result.times.wait, interval) << "what is taken is never older than one interval";
    expected_frame += frames_per_run;
  }
  EXPECT_EQ(lane().ledger().counts(), (FateCounts{.received = 1 + runs * frames_per_run,
                                                  .processed = 1 + runs,
                                                  .superseded = runs * (frames_per_run - 1)}));
}

TEST_F(OverloadTest, FramesSupersededBeforeAnExpiredOneAreToldWithTheNextResult) {
  bool first = true;
  start(1, [&](StageFrame&) {
    if (!std::exchange(first, false)) return;
    camera_sends();
    camera_sends();
    camera_sends();                          // 2 superseded, the third waits
    time_.advance(std::chrono::seconds(2));  // and is too old when this stage is done
  });
  camera_sends();
  ASSERT_EQ(sink_.wait_for(2).at(1).fate, Fate::expired);
  camera_sends();
  const Outcome last = sink_.wait_for(3).at(2);
  EXPECT_EQ(last.fate, Fate::processed);
  EXPECT_EQ(last.result.superseded, 2U);
}

}  // namespace
}  // namespace framewake::test
