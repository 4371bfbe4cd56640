#pragma once
// `framewake model FILE IMAGE`: what a model sees in a picture.

#include <functional>
#include <iosfwd>
#include <string>

#include "cli/model_options.hpp"
#include "vision/stage_table.hpp"

namespace CLI {
class App;
}

namespace framewake {

struct ModelCommand {
  std::string model;  ///< "hog": people, without a file
  std::string image;  ///< a JPEG, PNG or WebP file
  std::string config;
  std::string labels;
  double score = 0.5;
  GivenOptions how;  ///< the model gets its pictures, where that is not as usual
  std::string out;   ///< "": no picture is written
};

/// Registers the subcommand; when it is asked for, `chosen` is set to what runs it. `stages` must outlive that.
void add_model(CLI::App& app, const StageTable& stages, std::function<int()>& chosen);

/// What is seen to `out`, an object a line; 78 when the model is none, 1 when the image is none.
int run_model(const ModelCommand& command, const StageTable& stages, std::ostream& out, std::ostream& err);

}  // namespace framewake
