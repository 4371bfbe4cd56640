#include "process/processor_pool.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
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

constexpr std::chrono::seconds quiet_interval{1};  ///< between frames that only say that time passes

/// Ours, or OpenCV's word for it.
bool is_lack_of_memory(const std::exception& failure) {
  return dynamic_cast<const std::bad_alloc*>(&failure) != nullptr ||
         std::string_view(failure.what()).find("Insufficient memory") != std::string_view::npos;
}

/// Of what was found in the frame: as old as the oldest that had a part in it.
std::uint64_t generation_of(const CameraWork& work, const EncodedFrame& frame) {
  return frame.first_look ? std::min(work.generation, frame.first_look->generation) : work.generation;
}

/// Steps back behind threads that want the processor too, unless it does so already because the whole program is nice. Linux
/// keeps a value for each thread.
void be_nice(int how_much) {
  const auto self = static_cast<id_t>(gettid());
  if (how_much > 0 && how_much > getpriority(PRIO_PROCESS, self) && setpriority(PRIO_PROCESS, self, how_much) != 0)
    spdlog::warn("a thread keeps its usual priority: {}", std::generic_category().message(errno));
}

void write_error(const std::string& line) {
  spdlog::error("{}", line);
}

}  // namespace

/// What is kept for a camera between its frames.
struct ProcessorPool::CameraSlot {
  explicit CameraSlot(const TimeSource& time) : failures(time, write_error) {}

  LossLog failures;  ///< its own: a camera that fails all the time does not speak for the others
  CameraWork work;
  std::uint64_t generation = 0;  ///< of the work; 0: none made yet
  Pace pace;
  bool rests = false;            ///< its frames wait for their successors since the last result
  std::uint64_t superseded = 0;  ///< since the last result
  Duration silence{};            ///< the longest time without a frame since then
  TimePoint handed_on{};         ///< arrival of the last frame that another pool has taken …
  Duration silence_since{};      ///< … and the longest time without one since then
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

ProcessorPool::ProcessorPool(FrameExchange& exchange, PoolSettings settings, WorkMaker make_work,
                             std::vector<ResultSink*> sinks, const TimeSource& time)
    : exchange_(exchange),
      settings_(std::move(settings)),
      make_work_(std::move(make_work)),
      sinks_(std::move(sinks)),
      time_(time),
      lost_results_(time, write_error),
      running_(static_cast<std::size_t>(settings_.threads)) {
  for (int i = 0; i < settings_.threads; ++i) {
    Worker& worker = workers_.emplace_back();
    worker.name = settings_.thread_name + std::to_string(i);
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

namespace {

/// Leaves in the result what was decoded, whether the frame gets one or not.
struct NoteDecodes {
  const Picture& picture;
  Result& result;
  ~NoteDecodes() { result.decodes = picture.decodes(); }
};

}  // namespace

void ProcessorPool::work(Worker& worker, const std::stop_token& stop) {
  be_nice(settings_.nice);
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
    lost_results_.lost("a frame's result was lost: " + printable(failure.what()));
  } catch (const std::exception&) {  // no memory for words either
  }
}

void ProcessorPool::process(Worker& worker, FrameExchange::Claim& claim, bool& settled) {
  const auto settle = [&](Fate fate) {
    settled = true;
    claim.settle(fate);
  };
  EncodedFrame& frame = claim.frame();
  CameraSlot& camera = slot_of(claim.lane().index());
  const TimePoint taken = time_.now();
  camera.superseded += claim.superseded();
  camera.silence = std::max(camera.silence, claim.silence());
  // One that only says that time passes is never too old for that.
  const bool is_looked_at = !frame.first_look || !frame.first_look->ended;
  if (is_looked_at && claim.expired(taken)) {
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
  frame.silence = camera.silence;
  FirstLook look;
  const auto rejection = run_pipeline(worker, camera, frame, result, look);
  result.generation = look.generation = generation_of(camera.work, frame);
  if (rejection) {
    settle(Fate::rejected);
    for (ResultSink* sink : sinks_) sink->decoded_in_vain(result.decodes);
    for (ResultSink* sink : sinks_) sink->rejected(frame, *rejection);
    return;
  }
  result.completed = time_.now();
  result.times.total = result.completed - frame.arrival;
  camera.superseded = 0;
  camera.silence = {};
  pace(camera, claim, taken, result);
  settle(Fate::processed);
  for (ResultSink* sink : sinks_) sink->processed(frame, result);
  if (camera.work.goes_on) hand_on(camera, std::move(frame), std::move(look));
}

void ProcessorPool::hand_on(CameraSlot& camera, EncodedFrame frame, FirstLook look) {
  camera.silence_since = std::max(camera.silence_since, frame.silence.value_or(Duration::zero()));
  const TimePoint arrival = frame.arrival;
  if (look.ended && arrival - camera.handed_on < quiet_interval) return;
  frame.silence = camera.silence_since;
  frame.first_look = std::make_shared<FirstLook>(std::move(look));
  if (!settings_.onward(std::move(frame))) return;
  camera.handed_on = arrival;
  camera.silence_since = {};
}

/// How soon the camera's next frame is taken, and what the camera is told about it.
void ProcessorPool::pace(CameraSlot& camera, FrameExchange::Claim& claim, TimePoint taken, Result& result) {
  const Duration rest = camera.pace.rest_after(result);
  result.rested = std::exchange(camera.rests, rest > Duration::zero());
  if (camera.rests) {
    claim.rest_until(taken + rest);
    // Looked at after it has begun: a reload ends all rests after it has counted up, so one of the two ends this one.
    if (camera.generation != generation()) {
      camera.rests = false;
      claim.rest_until({});
    }
  } else if (result.rested) {
    claim.rest_until({});  // something goes on, seen in a frame that did not wait for the end of the rest
  }
  result.next = camera.pace.advice(result, camera.rests);
}

std::uint64_t ProcessorPool::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

/// Before a camera's first frame, and after remake_pipelines().
void ProcessorPool::renew(CameraSlot& camera, const CameraId& id, Worker& worker) {
  const std::uint64_t generation = this->generation();
  if (camera.generation == generation) return;
  worker.runs(nullptr);
  camera.work = make_work_(id, std::move(camera.work.pipeline));
  camera.pace.change(camera.work.pace);
  camera.generation = generation;
}

std::optional<Rejection> ProcessorPool::run_pipeline(Worker& worker, CameraSlot& camera, const EncodedFrame& frame,
                                                     Result& result, FirstLook& look) {
  try {
    renew(camera, frame.camera, worker);
    Picture picture(frame, worker.decoder, time_);
    const NoteDecodes noting{picture, result};
    worker.runs(camera.work.pipeline.get());
    return camera.work.pipeline->run(frame, picture, result, camera.work.goes_on ? &look : nullptr);
  } catch (const std::exception& failure) {
    // A bug of a stage, or OpenCV's word for it: it costs this frame, and what the stages remember is not to be trusted.
    camera.generation = 0;
    worker.runs(nullptr);
    camera.work = {};
    // Where it has had its result already, its fate is another.
    const bool beside = frame.first_look != nullptr;
    camera.failures.lost(with_fields(
        "camera " + frame.camera.str() + ": a stage " + (beside ? "that runs beside " : "") +
            "failed: " + printable(failure.what()),
        {{"CAMERA", frame.camera.str()}, {"FATE", beside ? "processed" : "rejected"}, {"REASON", "internal"}}));
    return Rejection{RejectReason::internal, is_lack_of_memory(failure) ? "there was not enough memory for this frame"
                                                                        : "a stage failed on this frame"};
  }
}

ProcessorPool::CameraSlot& ProcessorPool::slot_of(std::size_t lane_index) {
  const std::lock_guard lock(mutex_);
  while (cameras_.size() <= lane_index) cameras_.emplace_back(time_);
  return cameras_[lane_index];
}

}  // namespace framewake
