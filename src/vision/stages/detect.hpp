#pragma once
// The stage `detect`: what the moving things are. Objects by a network, or people and faces without one.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "vision/detect/model.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

enum class DetectWhere : std::uint8_t { frame, motion };

struct DetectOptions {
  std::string model;
  std::string config;
  std::string labels;
  double score = 0.5;
  std::vector<std::string> scores;
  std::vector<std::string> classes;
  std::string when = "always";
  DetectWhere where = DetectWhere::frame;
  bool async = false;
  double overlap = 0.45;
  double smallest = 0;
  double largest = 1;
  int most_crops = 4;
  int input = 0;
  ModelFit fit = ModelFit::automatic;
  ModelColours colours = ModelColours::automatic;
  double scale = 0;
  std::string mean = {};
  int at_once = 0;

  std::shared_ptr<const DetectModel> loaded;  ///< not a key: the model, shared by all who have the same
};

OptionTable detect_option_rows();

/// `detect` for the stage table. Adds result.objects in frames that it looks at, and only in those; not where the model has
/// given NaN or infinities and nothing else: then nobody knows who is there.
/// `folders`: where the module may be that runs models.
/// `trial`: for every model before it is loaded; may be none.
StageKind detect_stage(const ModuleFolders& folders, ModelTrial trial = {});

}  // namespace framewake
