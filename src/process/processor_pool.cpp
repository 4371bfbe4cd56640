#include "process/processor_pool.hpp"

#include <exception>
#include <new>
#include <string_view>

#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/thread.hpp"
#include "decode/decoder.hpp"
#include "decode/picture.hpp"

namespace framewake {
namespace {

/// Ours, or OpenCV's word for it.
bool is_lack_of_memory(const std::exception& failure) {
  return dynamic_cast<const std::bad_alloc*>(&failure) != nullptr ||
         std::string_view(failure.what()).find("Insufficient memory") != std::string_view::npos;
}

}  // namespace

/// What is kept for a camera between its frames.
struct ProcessorPool::CameraSlot {
  std::unique_ptr<Pipeline> pipeline;
  std::uint64_t generation = 0;  ///< of the pipeline; 0: none made yet
  std::uint64_t superseded = 0;  ///< since the last result
};

struct ProcessorPool::Worker {
  std::string name;
  Decoder decoder;
  mutable std::mutex mutex;
  // guarded by mutex:
  WorkerState state;
  const Pipeline* pipeline = nullptr;  ///< that runs on the frame in hands

  std::jthread thread;

  void holds(const CameraId& camera, TimePoint since) {
    const std::lock_guard lock(mutex);
    state.camera = camera.str();
    state.since = since;
  }
  void runs(const Pipeline* the_pipeline) {
    const std::lock_guard lock(mutex);
    pipeline = the_pipeline;
  }
  void waits() {
    const std::lock_guard lock(mutex);
    pipeline = nullptr;
    state.camera.reset();
    state.since.reset();
  }
};

ProcessorPool::ProcessorPool(FrameExchange& exchange, int threads, PipelineMaker make_pipeline,
                             std::vector<ResultSink*> sinks, const TimeSource& time)
    : exchange_(exchange),
      make_pipeline_(std::move(make_pipeline)),
      sinks_(std::move(sinks)),
      time_(time),
      failures_(time, [](const std::string& line) { spdlog::error("{}", line); }),
      running_(static_cast<std::size_t>(threads)) {
  for (int i = 0; i < threads; ++i) {
    Worker& worker = workers_.emplace_back();
    worker.name = "fw-proc-" + std::to_string(i);
    worker.state.thread = worker.name;
  }
  for (Worker& worker : workers_)
    worker.thread = start_thread(worker.name, [this, &worker](const std::stop_token& stop) { work(worker, stop); });
}

ProcessorPool::~ProcessorPool() {
  request_stop();
}

void ProcessorPool::remake_pipelines() {
  const std::lock_guard lock(mutex_);
  ++generation_;
}

void ProcessorPool::request_stop() noexcept {
  for (Worker& worker : workers_) worker.thread.request_stop();
}

bool ProcessorPool::join_until(TimePoint deadline) {
  std::unique_lock lock(mutex_);
  return ended_.wait_until(lock, deadline, [this] { return running_ == 0; });
}

std::vector<WorkerState> ProcessorPool::workers() const {
  std::vector<WorkerState> states;
  states.reserve(workers_.size());
  for (const Worker& worker : workers_) {
    const std::lock_guard lock(worker.mutex);
    WorkerState& state = states.emplace_back(worker.state);
    const Stage* stage = worker.pipeline == nullptr ? nullptr : worker.pipeline->running();
    if (stage != nullptr) state.stage = stage->name();
  }
  return states;
}

void ProcessorPool::work(Worker& worker, const std::stop_token& stop) {
  while (auto claim = exchange_.take(stop)) {
    bool settled = false;
    try {
      process(worker, *claim, settled);
    } catch (const std::exception& failure) {  // no memory to begin, or to say what was found
      if (!settled) claim->settle(Fate::rejected);
      say_lost(failure);
    }
    worker.waits();
  }
  const std::lock_guard lock(mutex_);
  --running_;
  ended_.notify_all();
}

void ProcessorPool::say_lost(const std::exception& failure) noexcept {
  try {
    failures_.lost("a frame's result was lost: " + printable(failure.what()));
  } catch (const std::exception&) {  // no memory for words either
  }
}

void ProcessorPool::process(Worker& worker, FrameExchange::Claim& claim, bool& settled) {
  const auto settle = [&](Fate fate) {
    settled = true;
    claim.settle(fate);
  };
  const EncodedFrame& frame = claim.frame();
  CameraSlot& camera = slot_of(claim.lane().index());
  const TimePoint taken = time_.now();
  camera.superseded += claim.superseded();
  if (claim.expired(taken)) {
    settle(Fate::expired);
    for (ResultSink* sink : sinks_) sink->expired(frame);
    return;
  }

  worker.holds(frame.camera, taken);
  Result result;
  result.camera = frame.camera;
  result.frame = frame.number;
  result.seq = frame.seq;
  result.superseded = camera.superseded;
  result.reply_to = frame.reply_to;
  result.times.capture = frame.capture_to_arrival;
  result.times.wait = taken - frame.arrival;
  const auto rejection = run_pipeline(worker, camera, claim, result);
  if (rejection) {
    settle(Fate::rejected);
    for (ResultSink* sink : sinks_) sink->rejected(frame, *rejection);
    return;
  }
  result.completed = time_.now();
  result.times.total = result.completed - frame.arrival;
  camera.superseded = 0;
  settle(Fate::processed);
  for (ResultSink* sink : sinks_) sink->processed(frame, result);
}

std::optional<Rejection> ProcessorPool::run_pipeline(Worker& worker, CameraSlot& camera, FrameExchange::Claim& claim,
                                                     Result& result) {
  const EncodedFrame& frame = claim.frame();
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    generation = generation_;
  }
  try {
    if (camera.generation != generation) {
      worker.runs(nullptr);
      camera.pipeline = make_pipeline_(frame.camera, std::move(camera.pipeline));
      camera.generation = generation;
    }
    Picture picture(frame, worker.decoder, time_);
    worker.runs(camera.pipeline.get());
    return camera.pipeline->run(frame, picture, result);
  } catch (const std::exception& failure) {
    // A bug of a stage, or OpenCV's word for it: it costs this frame, and what the stages remember is not to be trusted.
    camera.generation = 0;
    worker.runs(nullptr);
    camera.pipeline.reset();
    failures_.lost(with_fields("camera " + frame.camera.str() + ": a stage failed: " + printable(failure.what()),
                               {{"CAMERA", frame.camera.str()}, {"FATE", "rejected"}, {"REASON", "internal"}}));
    return Rejection{RejectReason::internal, is_lack_of_memory(failure) ? "there was not enough memory for this frame"
                                                                        : "a stage failed on this frame"};
  }
}

ProcessorPool::CameraSlot& ProcessorPool::slot_of(std::size_t lane_index) {
  const std::lock_guard lock(mutex_);
  while (cameras_.size() <= lane_index) cameras_.emplace_back();
  return cameras_[lane_index];
}

}  // namespace framewake
