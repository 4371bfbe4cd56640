#pragma once
// Whether the daemon does what it is for: the net thread turns, and no processor is stuck in a stage. What the watchdog is
// fed by.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "process/processor_pool.hpp"

namespace framewake {

/// What can be asked for signs of life.
struct VitalSigns {
  /// Runs the function on the net thread, when that comes to it.
  std::function<void(std::function<void()>)> ask_net_thread;
  std::function<std::vector<WorkerState>()> workers;
};

struct HealthLimits {
  Duration net_silence;  ///< so long the net thread may let a question wait
  Duration stall;        ///< so long a processor may hold one frame
};

/// Main thread only. Each thing that is newly wedged is logged once, at critical level, and once more when it goes on.
class Health {
 public:
  /// `time` must outlive this.
  Health(VitalSigns signs, HealthLimits limits, const TimeSource& time);

  /// Looks, logs, and asks the net thread for its next sign of life. True when all is well.
  bool look();
  /// What the last look() found: "" when all was well, else one line.
  const std::string& problem() const noexcept { return problem_; }

 private:
  /// Whether a question to the net thread waits for its answer.
  using Waiting = std::atomic<bool>;

  void look_at_net(TimePoint now);
  void look_at_workers(TimePoint now);
  void note(const std::string& line);

  const VitalSigns signs_;
  const HealthLimits limits_;
  const TimeSource& time_;
  const std::shared_ptr<Waiting>
      waiting_;      // shared with the question, which may wait in the net thread's queue after us
  TimePoint asked_;  ///< when that question was put
  bool net_wedged_ = false;
  std::map<std::string, TimePoint>
      wedged_;  // threads whose frame has been logged as wedged, and since when they hold it
  std::string problem_;
};

/// "" when no processor thread holds a frame for longer than `limit`; else which, whose and for how long.
std::string stuck_workers(const std::vector<WorkerState>& workers, TimePoint now, Duration limit);

}  // namespace framewake
