#pragma once
// The stage `zones`: one zone, or one line, in which tracks are counted. A pipeline may have many.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/geometry.hpp"
#include "base/time.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

enum class ZoneAnchor : std::uint8_t { bottom, centre };

struct ZonesOptions {
  std::string name = "zone";
  std::vector<Polygon> polygons = {};
  std::vector<Polygon> lines = {};
  std::vector<std::string> directions{"forward", "back"};
  std::vector<std::string> labels = {};
  milliseconds inertia{300};
  milliseconds dwell{5000};
  milliseconds forget_after{5000};
  ZoneAnchor anchor = ZoneAnchor::bottom;
};

/// `zones` for the stage table. Adds to result.zones and result.lines, and the zone's name to the objects in it.
StageKind zones_stage();

}  // namespace framewake
