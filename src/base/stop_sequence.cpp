#include "base/stop_sequence.hpp"

namespace framewake {

std::vector<std::string> StopSequence::run(const TimeSource& time, Duration limit) {
  const TimePoint deadline = time.now() + limit;
  std::vector<std::string> unfinished;
  for (auto& [name, step] : steps_)
    if (!step(deadline)) unfinished.push_back(name);
  return unfinished;
}

}  // namespace framewake
