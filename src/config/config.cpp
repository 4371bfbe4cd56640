#include "config/config.hpp"

#include "auth/token.hpp"

namespace framewake {
namespace {

std::optional<std::string> check_token_hash(const OptionValue& value) {
  const auto& text = std::get<std::string>(value);
  if (text.empty() || parse_token_hash(text)) return std::nullopt;
  return std::string(token_hash_rule);
}

std::optional<std::string> check_token_file(const OptionValue& value) {
  const auto& text = std::get<std::string>(value);
  if (text.empty() || text.starts_with('/')) return std::nullopt;
  return "an absolute path";
}

void add_access_rows(OptionsFor<CameraOptions>& rows) {
  rows.row(
          "token_hash", &CameraOptions::token_hash,
          {.text = "The hash of the token that the camera must send. `framewake token new NAME` makes both. A camera "
                   "with token_hash and token_file may send either, so that tokens can be changed one after the other; "
                   "one with a token of its own does not take that of [defaults].",
           .example = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           .secret = true,
           .check = check_token_hash})
      .row("token_file", &CameraOptions::token_file,
           {.text = "A file with the token itself in its first line. The systemd credential token.ID is taken without "
                    "being named here.",
            .example = "/etc/framewake/front.token",
            .check = check_token_file})
      .row("max_fps", &CameraOptions::max_fps,
           {.text =
                "Frames that the camera may send; 0: as many as it likes. Beyond it reading from it pauses, so that it "
                "has to wait; a POST is refused with 429.",
            .unit = "per second",
            .min = 0,
            .max = 10'000,
            .example = "30.0"})
      .row("max_bandwidth", &CameraOptions::max_bandwidth,
           {.text = "Bytes that the camera may send each second; \"0 B\": as many as it likes. As for max_fps.",
            .min = 0,
            .max = 10e9,
            .example = "2 MB"});
}

}  // namespace

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
           {.text = "Whether the configuration is read again whenever its file, a drop-in, or a file with a "
                    "certificate, key "
                    "or token that it names changes or is replaced, not only when asked for by SIGHUP, by POST "
                    "/api/v1/reload "
                    "or by `framewake reload`."})
      .table();
}

OptionTable camera_option_table() {
  OptionsFor<CameraOptions> rows;
  rows.row("pipeline", &CameraOptions::pipeline,
           {.text = "The pipeline that the camera's frames run through: the NAME of a [[pipelines.NAME.stages]].",
            .apply = Apply::rearm})
      .row("max_age", &CameraOptions::max_age,
           {.text =
                "A frame that has waited longer than this when its turn comes is not processed but counted as expired.",
            .min = 1,
            .max = 60'000,
            .example = "250 ms"})
      .row("priority", &CameraOptions::priority,
           {.text = "The camera's share when there are more frames than time to look at them: one with 2 is looked at "
                    "about twice as often as one with 1. Without such want it changes nothing.",
            .min = 0.1,
            .max = 10})
      .row("idle_fps", &CameraOptions::idle_fps,
           {.text = "While nothing moves and nothing new is there, the camera is looked at only so often; the frames "
                    "between are superseded. With the first motion that is seen, every frame counts again. An object "
                    "that is found is something going on, unless a stage track says that it stands. It saves "
                    "nothing at a camera whose frames come half of max_age apart or more: each of them is then looked "
                    "at at once. 0: every frame always.",
            .unit = "per second",
            .min = 0,
            .max = 1000,
            .example = "2.0"})
      .row("idle_after", &CameraOptions::idle_after,
           {.text = "Nothing must have gone on for so long before idle_fps counts.", .min = 0, .max = 3'600'000})
      .row("advise", &CameraOptions::advise,
           {.text = "Whether results tell the camera, in `next`, to send fewer or smaller frames when more are of no "
                    "use. `framewake camera --follow` obeys."})
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
            .max = 86'400'000});
  add_access_rows(rows);
  return rows.table();
}

void Config::locate(ConfigProblem& problem) const {
  for (std::string key = problem.key; !key.empty();
       key.resize(key.find('.') == std::string::npos ? 0 : key.rfind('.'))) {
    const auto found = written.find(key);
    if (found == written.end()) continue;
    problem.file = found->second.file;
    problem.line = found->second.line;
    problem.column = found->second.column;
    return;
  }
}

const CameraOptions& Config::of(const CameraId& camera) const {
  const auto own = cameras.find(camera);
  return own == cameras.end() ? defaults : own->second;
}

}  // namespace framewake
