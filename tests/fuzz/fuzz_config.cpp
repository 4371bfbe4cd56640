// LIBS: fw_config
// Config files, drop-ins and --set with any bytes: problems or a Config, never a crash. A Config that comes out must stand:
// what it says, written as --set, gives the same Config again.
#include <cstdlib>
#include <string>
#include <string_view>

#include "config/changes.hpp"
#include "config/loader.hpp"
#include "config/values.hpp"

namespace {

using namespace framewake;

struct Motion {
  milliseconds on_after{200};
  double min_area = 0.002;
  std::int64_t regions = 16;
};
struct Mask {
  std::vector<Polygon> polygons;
  std::vector<std::string> labels;
  std::string model;
  Bytes memory = mebibytes(2);
  bool invert = false;
};

const StageTable& stages() {
  static const StageTable table({{"motion",
                                  "Motion.",
                                  OptionsFor<Motion>{}
                                      .row("on_after", &Motion::on_after, {.text = "A duration.", .max = 60'000})
                                      .row("min_area", &Motion::min_area, {.text = "A number.", .min = 0, .max = 1})
                                      .row("regions", &Motion::regions, {.text = "An integer."})
                                      .table(),
                                  {}},
                                 {"mask",
                                  "Mask.",
                                  OptionsFor<Mask>{}
                                      .row("polygons", &Mask::polygons, {.text = "Polygons."})
                                      .row("labels", &Mask::labels, {.text = "Texts."})
                                      .row("model", &Mask::model, {.text = "A text."})
                                      .row("memory", &Mask::memory, {.text = "A size."})
                                      .row("invert", &Mask::invert, {.text = "A boolean."})
                                      .table(),
                                  {}}});
  return table;
}

/// Parts of an input are separated by lines of `%%`: the file, a drop-in, and then --set options.
std::vector<std::string> parts_of(std::string_view input) {
  constexpr std::string_view separator = "\n%%\n";
  std::vector<std::string> parts;
  for (;;) {
    const auto end = input.find(separator);
    parts.emplace_back(input.substr(0, end));
    if (end == std::string_view::npos) return parts;
    input.remove_prefix(end + separator.size());
  }
}

void check_problems(const std::vector<ConfigProblem>& problems) {
  if (problems.empty()) std::abort();
  for (const auto& problem : problems)
    for (const char c : to_string(problem))
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) std::abort();
}

void check_config(const Config& config) {
  const auto schema = make_schema(stages());
  std::vector<std::string> set;
  for (const auto& setting : settings_of(schema, config)) set.push_back(setting.key + "=" + to_toml(setting.value));
  std::string pipelines;  // --set adds elements to lists, but does not make lists
  for (const auto& [name, pipeline] : config.pipelines)
    for (const auto& stage : pipeline.stages)
      pipelines += "[[pipelines." + name + ".stages]]\nuse = \"" + stage.use + "\"\n";
  std::string cameras;
  for (const auto& [id, options] : config.cameras) cameras += "[cameras." + id.str() + "]\n";
  const auto again = load_config({{"again", cameras + pipelines}}, set, stages());
  if (!std::holds_alternative<Config>(again)) std::abort();
  if (!changed_keys(schema, config, std::get<Config>(again)).empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = parts_of({reinterpret_cast<const char*>(data), size});
  std::vector<ConfigText> texts;
  std::vector<std::string> set;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i < 2)
      texts.push_back({i == 0 ? "file" : "drop-in", parts[i]});
    else
      set.push_back(parts[i]);
  }
  const auto result = load_config(texts, set, stages());
  if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&result))
    check_problems(*problems);
  else
    check_config(std::get<Config>(result));
  return 0;
}
