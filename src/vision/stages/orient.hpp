#pragma once
// The stage `orient`: the picture cropped, turned and reduced, for all the stages after it.

#include <cstdint>
#include <memory>
#include <string>

#include "frame/view.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

enum class OrientRotate : std::uint8_t { none, quarter, half, three_quarters, exif };
enum class OrientFlip : std::uint8_t { none, horizontal, vertical };
enum class OrientScale : std::uint8_t { full, half, quarter, eighth };

struct OrientOptions {
  OrientRotate rotate = OrientRotate::none;
  OrientFlip flip = OrientFlip::none;
  std::string crop = {};
  OrientScale scale = OrientScale::full;
};

/// How frames of this size, each side at least 1, are seen. `exif` is the picture's orientation, 1 to 8.
View view_of(const OrientOptions& options, int width, int height, int exif);

/// `orient` for the stage table: the first of a pipeline. Changes what frame.picture shows, and frame.session whenever it
/// shows something else than in the frame before, so that the stages after it begin anew; the pipeline brings the boxes in the
/// result back to the frame as sent.
StageKind orient_stage();

}  // namespace framewake
