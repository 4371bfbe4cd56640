#pragma once
// What CLI::Range leaves open.

#include <cmath>
#include <cstdlib>
#include <string>

namespace framewake {

/// For options that are numbers, beside CLI::Range, which takes "nan" for one in any range. Returns "" or what is wrong.
inline std::string is_a_number(const std::string& text) {
  return std::isnan(std::strtod(text.c_str(), nullptr)) ? "NaN is no number" : "";
}

}  // namespace framewake
