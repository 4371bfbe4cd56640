#include "bench/vision/runner.hpp"

#include <filesystem>

#include "decode/picture.hpp"
#include "support/temporary_folder.hpp"
#include "vision/stages/detect.hpp"

namespace framewake::bench {
namespace {

StageTable stages_with_module_beside(const std::string& program) {
  std::vector<StageKind> kinds = built_in_stages().kinds();
  for (StageKind& kind : kinds)
    if (kind.name == "detect") kind = detect_stage({std::filesystem::path(program).parent_path()});
  return StageTable(std::move(kinds));
}

}  // namespace

PipelineRunner::PipelineRunner(const std::string& stages, const Options& options)
    : table_(stages_with_module_beside(options.framewake)) {
  const test::TemporaryFolder folder;
  auto loaded =
      load_config({.file = folder.file("framewake.toml", stages), .set = {}, .may_be_missing = false}, table_);
  if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&loaded))
    throw Broken(to_string(problems->front()));
  pipeline_ = std::make_unique<Pipeline>(std::get<Config>(loaded).pipelines.at("default"), table_, steady_time());
}

Result PipelineRunner::run(const std::string& jpeg, double t) {
  EncodedFrame frame;
  frame.message = jpeg;
  frame.header = read_image_header(frame.image()).header;
  frame.session = 1;
  frame.arrival = TimePoint(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1000 + t)));
  Picture picture(frame, decoder_, steady_time());
  Result result;
  if (const auto rejection = pipeline_->run(frame, picture, result))
    throw Broken("a frame was rejected: " + rejection->detail);
  return result;
}

PeopleModel people_model(const Options& options) {
  const std::filesystem::path models = std::filesystem::path(options.annotated) / "models";
  const std::string weights = (models / "yolo-fastest-1.1_body.weights").string();
  if (options.annotated.empty() || !std::filesystem::exists(weights)) return {"model = \"hog\"\n", "HOG people"};
  return {"model = \"" + weights + "\"\nconfig = \"" + (models / "yolo-fastest-1.1_body.cfg").string() + "\"\n",
          "yolo-fastest-1.1_body"};
}

}  // namespace framewake::bench
