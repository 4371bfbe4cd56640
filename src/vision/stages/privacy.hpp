#pragma once
// The stage `privacy`: what nobody may see in a picture that leaves the process.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/geometry.hpp"
#include "base/time.hpp"
#include "frame/result.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

struct PrivacyOptions {
  std::vector<Polygon> polygons = {};
  std::vector<std::string> labels = {};
  HideStyle style = HideStyle::fill;
  std::string colour = "#000000";
  int block = 0;
  double margin = 0.15;
  double score = 0.25;
  milliseconds hold{2000};
};

/// `privacy` for the stage table. Adds to result.privacy; the picture that other stages see is untouched.
StageKind privacy_stage();

}  // namespace framewake
