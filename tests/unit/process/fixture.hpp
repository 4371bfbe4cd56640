#pragma once
// A pool of processor threads with stages made of lambdas, a clock that tests move, and a sink that can be waited for.

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "process/processor_pool.hpp"
#include "support/images.hpp"
#include "support/manual_time.hpp"

namespace framewake::test {

class LambdaStage final : public Stage {
 public:
  explicit LambdaStage(std::function<void(StageFrame&)> body) : body_(std::move(body)) {}
  std::string_view name() const noexcept override { return "lambda"; }
  void run(StageFrame& frame) override { body_(frame); }

 private:
  std::function<void(StageFrame&)> body_;
};

/// What became of one frame.
struct Outcome {
  Fate fate;
  std::uint64_t frame = 0;
  Result result;           // of a processed one
  Rejection rejection;     // of a rejected one
  DecodeCounts in_vain{};  // of a rejected one
};

class RecordingSink final : public ResultSink {
 public:
  void processed(const EncodedFrame&, const Result& result) override {
    add({Fate::processed, result.frame, result, {}});
  }
  void rejected(const EncodedFrame& frame, const Rejection& rejection) override {
    add({Fate::rejected, frame.number, {}, rejection, in_vain_});
  }
  void decoded_in_vain(const DecodeCounts& decodes) override { in_vain_ = decodes; }
  void expired(const EncodedFrame& frame) override { add({Fate::expired, frame.number, {}, {}}); }

  /// Waits until there are `count` outcomes.
  std::vector<Outcome> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return outcomes_.size() >= count; });
    return outcomes_;
  }

 private:
  static inline thread_local DecodeCounts in_vain_{};  // of the frame that this worker is rejecting

  void add(Outcome outcome) {
    const std::lock_guard lock(mutex_);
    outcomes_.push_back(std::move(outcome));
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Outcome> outcomes_;
};

class PoolTest : public testing::Test {
 protected:
  using FrameExchange = Exchange<EncodedFrame>;

  /// The pool, with one stage of this body for every camera.
  void start(int threads, std::function<void(StageFrame&)> body, PaceTerms pace = {},
             std::function<bool(EncodedFrame)> onward = {}) {
    table_ = std::make_unique<StageTable>(std::vector<StageKind>{
        {.name = "lambda", .summary = "", .options = {}, .make = [body](std::shared_ptr<const void>) {
           return std::make_unique<LambdaStage>(body);
         }}});
    pool_ = std::make_unique<ProcessorPool>(
        exchange_, PoolSettings{.threads = threads, .onward = onward},
        [this, pace, goes_on = onward != nullptr](const CameraId&, std::unique_ptr<Pipeline> former) {
          ++pipelines_made_;
          if (former) ++pipelines_followed_;
          return CameraWork{.pipeline = std::make_unique<Pipeline>(PipelineSpec{"default", {{"lambda", nullptr}}},
                                                                   *table_, time_, std::move(former)),
                            .pace = pace,
                            .goes_on = goes_on,
                            .generation = generation_};
        },
        std::vector<ResultSink*>{&sink_}, time_);
  }

  FrameExchange::LaneOf& lane(const std::string& name = "front") {
    return exchange_.open(name, {std::chrono::seconds(1)});
  }

  /// A frame as ingest would make it; arrives now.
  EncodedFrame frame(const std::string& name = "front", std::string image = small_jpeg()) {
    EncodedFrame made;
    made.camera = *CameraId::parse(name);
    made.number = lane(name).ledger().receive();
    made.arrival = time_.now();
    const auto header = read_image_header(std::as_bytes(std::span(image.data(), image.size())));
    made.header = header.header;
    made.message = std::move(image);
    return made;
  }
  void publish(EncodedFrame made) {
    auto& to = lane(made.camera.str());
    const TimePoint arrival = made.arrival;
    exchange_.publish(to, std::move(made), arrival);
  }

  static const std::string& small_jpeg() {
    static const std::string jpeg = make_jpeg(64, 48);
    return jpeg;
  }

  ManualTime time_;
  FrameExchange exchange_{time_};
  RecordingSink sink_;
  std::unique_ptr<StageTable> table_;
  std::uint64_t generation_ = 1;  ///< of the configuration; set before start()
  std::atomic<int> pipelines_made_{0};
  std::atomic<int> pipelines_followed_{0};
  std::unique_ptr<ProcessorPool> pool_;
};

}  // namespace framewake::test
