#pragma once
// The processor threads: wait → clear → take → run → publish the result.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/loss_log.hpp"
#include "base/time.hpp"
#include "frame/encoded_frame.hpp"
#include "handoff/exchange.hpp"
#include "output/result_sink.hpp"
#include "process/pace.hpp"
#include "vision/pipeline.hpp"

namespace framewake {

/// What is done with a camera's frames.
struct CameraWork {
  std::unique_ptr<Pipeline> pipeline;
  PaceTerms pace = {};
  bool goes_on = false;          ///< another pool looks at the frame after this one (PoolSettings::onward)
  std::uint64_t generation = 0;  ///< which configuration it was made from (Result::generation)
};

/// Says what is done with a camera's frames. `former` is the pipeline until now, whose stages may go on in the new one; null
/// when there is none, or none to be trusted. Called on processor threads, for different cameras at once; must be
/// thread-safe.
using WorkMaker = std::function<CameraWork(const CameraId&, std::unique_ptr<Pipeline> former)>;

struct PoolSettings {
  int threads = 1;                       ///< at least 1
  std::string thread_name = "fw-proc-";  ///< each thread's number is appended
  int nice = 0;  ///< 0 to 19: how much the threads step back behind others that want the processor
  /// Takes a frame that the pipeline has looked at, after the sinks, with its first_look. Called on processor threads; must
  /// be thread-safe and never wait. Of frames at which a gate has ended the pipeline one a second at most comes, so that the
  /// stages behind know that time passes. False: it was not taken, as one that they have yet to look at says more.
  std::function<bool(EncodedFrame)> onward = {};
};

/// What a processor thread has in its hands.
struct WorkerState {
  std::string thread;
  std::optional<std::string> camera;  ///< absent while it waits
  std::string stage;                  ///< the stage it is in; "" before the first and after the last
  std::optional<TimePoint> since;     ///< when it took the frame
};

/// Owns its threads and each camera's pipeline. All functions are for the owner's thread but for
/// those said to be thread-safe.
class ProcessorPool {
 public:
  using FrameExchange = Exchange<EncodedFrame>;

  /// Starts the threads. `exchange`, `time` and the sinks must outlive this; sinks are called in order.
  ProcessorPool(FrameExchange& exchange, PoolSettings settings, WorkMaker make_work, std::vector<ResultSink*> sinks,
                const TimeSource& time);
  /// Asks the threads to stop and waits for them, for as long as it takes.
  ~ProcessorPool();

  /// Thread-safe. The maker is asked for every camera's work again before its next frame; a frame in hands ends with
  /// the pipeline it has.
  void remake_pipelines();

  /// Asks all threads to stop: each ends after the frame in its hands.
  void request_stop() noexcept;
  /// Waits until all threads have ended or `deadline` (monotonic) has passed; true when all have ended.
  bool join_until(TimePoint deadline);

  /// Thread-safe.
  std::vector<WorkerState> workers() const;

 private:
  struct CameraSlot;
  struct Worker;

  void work(Worker& worker, const std::stop_token& stop);
  void process(Worker& worker, FrameExchange::Claim& claim, bool& settled);
  std::optional<Rejection> run_pipeline(Worker& worker, CameraSlot& camera, const EncodedFrame& frame, Result& result,
                                        FirstLook& look);
  void renew(CameraSlot& camera, const CameraId& id, Worker& worker);
  std::uint64_t generation() const;
  void pace(CameraSlot& camera, FrameExchange::Claim& claim, TimePoint taken, Result& result);
  void hand_on(CameraSlot& camera, EncodedFrame frame, FirstLook look);
  void say_lost(const std::exception& failure) noexcept;
  CameraSlot& slot_of(std::size_t lane_index);

  // constant after construction:
  FrameExchange& exchange_;
  const PoolSettings settings_;
  const WorkMaker make_work_;
  const std::vector<ResultSink*> sinks_;
  const TimeSource& time_;
  // own synchronization:
  LossLog lost_results_;

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  // guarded by mutex_:
  std::deque<CameraSlot> cameras_;  // by lane index; a slot's content belongs to whoever holds its lane's claim
  std::size_t running_ = 0;
  std::uint64_t generation_ = 1;  // of the pipelines

  std::deque<Worker> workers_;  // last: its threads end before what they use
};

}  // namespace framewake
