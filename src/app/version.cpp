#include "app/version.hpp"

namespace framewake {

const char* version() noexcept {
  return FRAMEWAKE_VERSION;
}

}  // namespace framewake
