#include "vision/stage_table.hpp"

#include "vision/stages/mask.hpp"
#include "vision/stages/motion.hpp"

namespace framewake {

const StageTable& built_in_stages() {
  static const StageTable table({motion_stage(), mask_stage()});
  return table;
}

}  // namespace framewake
