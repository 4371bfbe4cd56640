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
#include "vision/pipeline.hpp"

namespace framewake {

/// Makes the pipeline of a camera. `former` is the one until now, whose stages may go on in the new one; null when there is
/// none, or none to be trusted. Called on processor threads, for different cameras at once; must be thread-safe.
using PipelineMaker = std::function<std::unique_ptr<Pipeline>(const CameraId&, std::unique_ptr<Pipeline> former)>;

/// What a processor thread has in its hands.
struct WorkerState {
  std::string thread;
  std::optional<std::string> camera;  ///< absent while it waits
  std::string stage;                  ///< the stage it is in; "" before the first and after the last
  std::optional<TimePoint> since;     ///< when it took the frame
};

/// Owns the threads fw-proc-0, fw-proc-1, … and each camera's pipeline. All functions are for the owner's thread but for
/// those said to be thread-safe.
class ProcessorPool {
 public:
  using FrameExchange = Exchange<EncodedFrame>;

  /// Starts `threads` (at least 1) threads. `exchange`, `time` and the sinks must outlive this; sinks are called in order.
  ProcessorPool(FrameExchange& exchange, int threads, PipelineMaker make_pipeline, std::vector<ResultSink*> sinks,
                const TimeSource& time);
  /// Asks the threads to stop and waits for them, for as long as it takes.
  ~ProcessorPool();

  /// Thread-safe. The maker is asked for every camera's pipeline again before its next frame; a frame in hands ends with
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
  std::optional<Rejection> run_pipeline(Worker& worker, CameraSlot& camera, FrameExchange::Claim& claim,
                                        Result& result);
  void say_lost(const std::exception& failure) noexcept;
  CameraSlot& slot_of(std::size_t lane_index);

  // constant after construction:
  FrameExchange& exchange_;
  const PipelineMaker make_pipeline_;
  const std::vector<ResultSink*> sinks_;
  const TimeSource& time_;
  // own synchronization:
  LossLog failures_;

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  // guarded by mutex_:
  std::deque<CameraSlot> cameras_;  // by lane index; a slot's content belongs to whoever holds its lane's claim
  std::size_t running_ = 0;
  std::uint64_t generation_ = 1;  // of the pipelines

  std::deque<Worker> workers_;  // last: its threads end before what they use
};

}  // namespace framewake
