#include "process/options.hpp"

namespace framewake {

OptionTable processing_option_table() {
  return OptionsFor<ProcessingOptions>{}
      .row("threads", &ProcessingOptions::threads,
           {.text = "Processor threads (fw-proc-N). 0: one per core, at most 8.",
            .unit = "threads",
            .apply = Apply::restart,
            .min = 0,
            .max = 64})
      .row(
          "async_threads", &ProcessingOptions::async_threads,
          {.text = "Threads (fw-late-N) for stages with `async = true` and those after them. They step back behind all "
                   "others when the processor is busy.",
           .unit = "threads",
           .apply = Apply::restart,
           .min = 1,
           .max = 64})
      .row("max_pixels", &ProcessingOptions::max_pixels,
           {.text = "Largest width × height of an image; larger ones are rejected by their header, before anything is "
                    "allocated.",
            .unit = "pixels",
            .min = 1,
            .max = 268'435'456})
      .row("stall_timeout", &ProcessingOptions::stall_timeout,
           {.text = "A processor thread that holds one frame for longer is wedged: the log names the camera and the "
                    "stage, /healthz says so, and the service manager's watchdog is no longer fed, so that it "
                    "restarts the daemon.",
            .apply = Apply::restart,
            .min = 100,
            .max = 3'600'000})
      .row("stop_timeout", &ProcessingOptions::stop_timeout,
           {.text = "How long a stop may take. A stage that still holds a frame then is named in the log and the "
                    "process ends without it.",
            .min = 100,
            .max = 60'000})
      .table();
}

}  // namespace framewake
