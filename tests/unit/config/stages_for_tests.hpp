#pragma once
// Stages that have options of every type, and never run.

#include <string>
#include <vector>

#include "vision/stage_table.hpp"

namespace framewake::test {

enum class Shape { round, square };

struct MotionForTests {
  milliseconds on_after{200};
  double min_area = 0.002;
  std::int64_t max_regions = 16;
  bool shadows = false;
};

struct MaskForTests {
  std::vector<Polygon> polygons;
  std::vector<std::string> labels = {"a", "b"};
  std::string model = "";
  Shape shape = Shape::round;
  Bytes memory = mebibytes(2);
  double gain = 1.0;
};

inline OptionTable motion_for_tests() {
  return OptionsFor<MotionForTests>{}
      .row("on_after", &MotionForTests::on_after, {.text = "How long before it counts.", .min = 0, .max = 60'000})
      .row("min_area", &MotionForTests::min_area,
           {.text = "Smallest area.", .unit = "fraction of the picture", .min = 0, .max = 1})
      .row("max_regions", &MotionForTests::max_regions,
           {.text = "Most regions.", .apply = Apply::rearm, .min = 1, .max = 1'000})
      .row("shadows", &MotionForTests::shadows, {.text = "Whether shadows count."})
      .table();
}

inline OptionTable mask_for_tests() {
  return OptionsFor<MaskForTests>{}
      .row("polygons", &MaskForTests::polygons,
           {.text = "What is left out.", .example = "[[[0.0, 0.0], [1.0, 0.0], [1.0, 0.25]]]"})
      .row("labels", &MaskForTests::labels, {.text = "Some names."})
      .row("model", &MaskForTests::model,
           {.text = "A | file.",
            .example = "/usr/share/model.onnx",
            .check = [](const OptionValue& value) -> std::optional<std::string> {
              if (std::get<std::string>(value).find("..") == std::string::npos) return std::nullopt;
              return "a path without \"..\"";
            }})
      .row("shape", &MaskForTests::shape, {.text = "Round or square.", .choices = {"round", "square"}})
      .row("memory", &MaskForTests::memory, {.text = "Memory to use.", .min = 1024, .max = 1'073'741'824})
      .row("gain", &MaskForTests::gain, {.text = "Without limits."})
      .table();
}

inline const StageTable& stages_for_tests() {
  static const StageTable table(
      {{"mask", "Leaves areas out.", mask_for_tests(), {}}, {"motion", "Finds what moves.", motion_for_tests(), {}}});
  return table;
}

}  // namespace framewake::test
