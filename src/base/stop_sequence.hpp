#pragma once
// The order in which the program stops, written once, as code.

#include <functional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace framewake {

/// Steps run in the order added. A step gets the moment by which the whole stop must be over, and returns whether it
/// is done; a step that is not done is named, and the steps after it still run.
class StopSequence {
 public:
  using Step = std::function<bool(TimePoint deadline)>;

  void add(std::string name, Step step) { steps_.push_back({std::move(name), std::move(step)}); }

  /// Runs all steps on the calling thread. Returns the names of the steps that did not finish in time.
  std::vector<std::string> run(const TimeSource& time, Duration limit);

 private:
  struct Named {
    std::string name;
    Step step;
  };
  std::vector<Named> steps_;
};

}  // namespace framewake
