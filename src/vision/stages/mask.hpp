#pragma once
// The stage `mask`: areas of the picture that the stages after it do not look at.

#include <memory>
#include <vector>

#include "base/geometry.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

struct MaskOptions {
  std::vector<Polygon> polygons;
};

/// `mask` for the stage table.
StageKind mask_stage();

}  // namespace framewake
