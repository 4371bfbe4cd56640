#include "vision/stage_table.hpp"

#include <algorithm>
#include <utility>

#include "base/module.hpp"
#include "vision/stages/detect.hpp"
#include "vision/stages/mask.hpp"
#include "vision/stages/motion.hpp"
#include "vision/stages/orient.hpp"
#include "vision/stages/privacy.hpp"
#include "vision/stages/track.hpp"
#include "vision/stages/zones.hpp"

namespace framewake {

StageTable make_stages(ModelTrial trial) {
  return StageTable({motion_stage(), orient_stage(), mask_stage(), detect_stage(module_folders(), std::move(trial)),
                     track_stage(), zones_stage(), privacy_stage()});
}

const StageTable& built_in_stages() {
  static const StageTable table = make_stages({});
  return table;
}

std::optional<Apply> greatest_change(const StageKind& kind, const void* before, const void* after) {
  std::optional<Apply> greatest;
  if (before == after || before == nullptr || after == nullptr) return greatest;
  if (!replaced_files(kind, before, after).empty()) greatest = Apply::rearm;
  for (const OptionRow& row : kind.options.rows)
    if (row.get(before) != row.get(after)) greatest = std::max(greatest, std::optional(row.apply));
  return greatest;
}

}  // namespace framewake
