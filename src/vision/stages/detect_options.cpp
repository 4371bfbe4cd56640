#include <set>
#include <string>

#include "vision/detect/input.hpp"
#include "vision/detect/schedule.hpp"
#include "vision/detect/score_rules.hpp"
#include "vision/stages/detect.hpp"

namespace framewake {
namespace {

std::optional<std::string> check_when(const OptionValue& value) {
  if (parse_schedule(std::get<std::string>(value))) return std::nullopt;
  return "\"always\", \"motion\", or \"every\" with a duration of 1 ms to 24 h, such as \"every 500 ms\"";
}

std::optional<std::string> check_scores(const OptionValue& value) {
  std::set<std::string> labels;
  for (const auto& text : std::get<std::vector<std::string>>(value)) {
    const auto one = parse_class_score(text);
    if (!one) return "texts LABEL=SCORE with scores of 0 to 1, such as \"person=0.4\", not \"" + text + "\"";
    if (!labels.insert(one->first).second) return "each label once, not \"" + one->first + "\" twice";
  }
  return std::nullopt;
}

std::optional<std::string> check_mean(const OptionValue& value) {
  const auto& text = std::get<std::string>(value);
  if (text.empty() || parse_mean(text)) return std::nullopt;
  return "one number of 0 to 255 or three, such as \"104, 117, 123\" (blue, green, red)";
}

OptionTable model_rows() {
  using O = DetectOptions;
  return OptionsFor<O>{}
      .row("model", &O::model,
           {.text = "The model's file: .weights (Darknet, with `config`), .onnx, .caffemodel or .pb (with `config`), "
                    ".xml (a cascade; one of Debian's opencv-data by its name alone). Empty or \"hog\": people by "
                    "their outlines, without any file.",
            .apply = Apply::rearm,
            .example = "/usr/share/framewake/models/yolo-fastest-1.1.weights"})
      .row("config", &O::config,
           {.text = "The file that describes the model's network, for formats that need one: .cfg, .prototxt, .pbtxt. "
                    "Empty: the model's own file name with that ending.",
            .apply = Apply::rearm,
            .example = "/usr/share/framewake/models/yolo-fastest-1.1.cfg"})
      .row("labels", &O::labels,
           {.text =
                "A file with the names of the model's classes, one a line. Empty: the model's own file name with the "
                "ending .names, if there is such a file.",
            .apply = Apply::rearm,
            .example = "/usr/share/framewake/models/coco.names"})
      .row("score", &O::score, {.text = "How sure the model must be for an object to count.", .min = 0, .max = 1})
      .row("scores", &O::scores,
           {.text = "The same for single classes, as LABEL=SCORE.",
            .example = R"(["person=0.4", "car=0.7"])",
            .check = check_scores})
      .row("classes", &O::classes,
           {.text = "The labels that are of interest; empty: all.", .example = R"(["person", "dog"])"})
      .row("when", &O::when,
           {.text = "When to look: \"always\" in every frame, \"motion\" while the stage motion (before this one) sees "
                    "something, or \"every\" so often, such as \"every 500 ms\". A frame that is not looked at has no "
                    "`objects` in its result.",
            .check = check_when})
      .row("where", &O::where,
           {.text = "Where to look: in the whole frame, or in squares around what moves (by the stage motion before "
                    "this one), so that small things in a large picture are found.",
            .choices = {"frame", "motion"}})
      .row("async", &O::async,
           {.text = "Whether this stage and all after it run beside: the result of the stages before it is told at "
                    "once, and what these find follows as a message `follow_up`, which names its frame. They look at "
                    "the newest frame only. A change makes all stages that change sides anew, with what zones have "
                    "counted.",
            .apply = Apply::rearm})
      .table();
}

OptionTable expert_rows() {
  using O = DetectOptions;
  return OptionsFor<O>{}
      .row("overlap", &O::overlap,
           {.text =
                "Of two boxes of the same label that overlap by more than this share of both together (IoU), only the "
                "better one counts (non-maximum suppression, NMS).",
            .unit = "share",
            .min = 0,
            .max = 1})
      .row("smallest", &O::smallest,
           {.text = "The smallest box that counts, as a share of the picture.", .unit = "share", .min = 0, .max = 1})
      .row("largest", &O::largest,
           {.text = "The largest box that counts, as a share of the picture.", .unit = "share", .min = 0, .max = 1})
      .row(
          "most_crops", &O::most_crops,
          {.text =
               "With where = \"motion\": into how many squares at most; each costs a network as much as a whole frame.",
           .min = 1,
           .max = 16})
      .row("input", &O::input,
           {.text = "Side of the picture that the model gets; 0: what its files say, or what is usual. HOG: the longer "
                    "side, at least 128, and more where the picture would be smaller than an outline of 64 × 128.",
            .unit = "pixels",
            .apply = Apply::rearm,
            .min = 0,
            .max = 4096})
      .row("fit", &O::fit,
           {.text = "How the picture is brought to that size: with its proportions kept, or stretched; auto: as models "
                    "of its kind are usually trained.",
            .apply = Apply::rearm,
            .choices = {"auto", "letterbox", "stretch"}})
      .row("colours", &O::colours,
           {.text = "Expert: the order of colours that the model wants.",
            .apply = Apply::rearm,
            .choices = {"auto", "rgb", "bgr"}})
      .row("scale", &O::scale,
           {.text = "Expert: what pixels are multiplied by for the model; 0: what is usual.",
            .apply = Apply::rearm,
            .min = 0,
            .max = 255})
      .row("mean", &O::mean,
           {.text = "Expert: what is taken from pixels before that, one number or three of blue, green and red; empty: "
                    "what is usual.",
            .apply = Apply::rearm,
            .example = "104, 117, 123",
            .check = check_mean})
      .row(
          "at_once", &O::at_once,
          {.text = "How many cameras may use the model at the same moment; each takes the model's memory again. Stages "
                   "with `async` count by themselves, and have the model for themselves. 0: half of the processor's "
                   "cores, at most 4.",
           .apply = Apply::rearm,
           .min = 0,
           .max = 64})
      .table();
}

}  // namespace

OptionTable detect_option_rows() {
  OptionTable table = model_rows();
  for (OptionRow& row : expert_rows().rows) table.rows.push_back(std::move(row));
  return table;
}

}  // namespace framewake
