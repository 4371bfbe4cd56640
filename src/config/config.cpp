#include "config/config.hpp"

namespace framewake {

OptionTable log_option_table() {
  return OptionsFor<LogOptions>{}
      .row("level", &LogOptions::level,
           {.text = "What is logged: lines of this weight and heavier.",
            .choices = {"debug", "info", "warning", "error"}})
      .table();
}

OptionTable reload_option_table() {
  return OptionsFor<ReloadOptions>{}
      .row("on_change", &ReloadOptions::on_change,
           {.text =
                "Whether the configuration is read again whenever its file or a drop-in changes, not only when asked "
                "for by SIGHUP, by POST /api/v1/reload or by `framewake reload`."})
      .table();
}

OptionTable camera_option_table() {
  return OptionsFor<CameraOptions>{}
      .row("pipeline", &CameraOptions::pipeline,
           {.text = "The pipeline that the camera's frames run through: the NAME of a [[pipelines.NAME.stages]].",
            .apply = Apply::rearm})
      .row("max_age", &CameraOptions::max_age,
           {.text =
                "A frame that has waited longer than this when its turn comes is not processed but counted as expired.",
            .min = 1,
            .max = 60'000,
            .example = "250 ms"})
      .row("stale_after", &CameraOptions::stale_after,
           {.text = "A camera without a frame for so long is stale.", .min = 100, .max = 3'600'000})
      .row("offline_after", &CameraOptions::offline_after,
           {.text = "A camera without a frame for so long is offline. Not less than stale_after.",
            .min = 100,
            .max = 86'400'000})
      .row("frozen_after", &CameraOptions::frozen_after,
           {.text =
                "A camera that sends the same picture for so long, or pictures with a capture time that stands still, "
                "is frozen. 0: never.",
            .min = 0,
            .max = 86'400'000})
      .table();
}

const CameraOptions& Config::of(const CameraId& camera) const {
  const auto own = cameras.find(camera);
  return own == cameras.end() ? defaults : own->second;
}

}  // namespace framewake
