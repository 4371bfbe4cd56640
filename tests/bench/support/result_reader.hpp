#pragma once
// The numbers that benchmarks take from a result as the camera gets it.

#include <cstdint>
#include <string>

namespace framewake::bench {

struct ResultNumbers {
  std::uint64_t frame = 0;
  std::uint64_t superseded = 0;
  // microseconds:
  double wait = 0;
  double decode = 0;
  double stages = 0;  ///< all together
  double total = 0;
};

/// Throws Broken when `json` is no result.
ResultNumbers read_result(const std::string& json);

}  // namespace framewake::bench
