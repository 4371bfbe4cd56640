#pragma once
// A pipeline in the benchmark's own thread, for what it costs and finds.

#include <memory>
#include <string>
#include <vector>

#include "bench/support/report.hpp"
#include "config/loader.hpp"
#include "decode/decoder.hpp"
#include "vision/pipeline.hpp"

namespace framewake::bench {

class PipelineRunner {
 public:
  /// `stages`: TOML, one or more [[pipelines.default.stages]], checked as a user's would be. Throws Broken when there is a
  /// mistake in it. The module that runs models is looked for beside options.framewake.
  PipelineRunner(const std::string& stages, const Options& options);

  /// One frame, `t` seconds after the first. Throws Broken when it is rejected.
  Result run(const std::string& jpeg, double t);

 private:
  StageTable table_;
  Decoder decoder_;
  std::unique_ptr<Pipeline> pipeline_;
};

/// What a stage `detect` of people needs, as lines of TOML, and what it is called: the model from the folder of models
/// beside the footage if there is one, else what needs no file.
struct PeopleModel {
  std::string toml;
  std::string name;
};
PeopleModel people_model(const Options& options);

}  // namespace framewake::bench
