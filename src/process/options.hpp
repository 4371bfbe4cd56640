#pragma once
#include "base/options.hpp"

namespace framewake {

struct ProcessingOptions {
  int threads = 0;                       ///< 0: one per core, at most 8
  int async_threads = 1;                 ///< for what runs beside: stages with `async`, and all after them
  std::int64_t max_pixels = 16'000'000;  ///< width × height
  milliseconds stall_timeout{10'000};    ///< a processor that holds one frame longer is wedged
  milliseconds stop_timeout{5000};       ///< after this the process ends, whoever still holds a frame
};

OptionTable processing_option_table();

}  // namespace framewake
