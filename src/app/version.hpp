#pragma once

namespace framewake {

/// "0.1.0"
const char* version() noexcept;

}  // namespace framewake
