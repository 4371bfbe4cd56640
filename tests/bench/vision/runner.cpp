#include "bench/vision/runner.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "decode/picture.hpp"
#include "vision/stages/detect.hpp"

namespace framewake::bench {
namespace {

/// A file that is gone with this.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) {
    const int file = mkstemp(path_.data());
    if (file < 0 || write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw Broken("cannot write " + path_);
    close(file);
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_ = std::filesystem::temp_directory_path() / "framewake-bench-XXXXXX";
};

StageTable stages_with_module_beside(const std::string& program) {
  std::vector<StageKind> kinds = built_in_stages().kinds();
  for (StageKind& kind : kinds)
    if (kind.name == "detect") kind = detect_stage({std::filesystem::path(program).parent_path()});
  return StageTable(std::move(kinds));
}

}  // namespace

PipelineRunner::PipelineRunner(const std::string& stages, const Options& options)
    : table_(stages_with_module_beside(options.framewake)) {
  const ConfigFile file(stages);
  auto loaded = load_config({.file = file.path(), .set = {}, .may_be_missing = false}, table_);
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
