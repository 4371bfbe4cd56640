#pragma once
// What /api/v1/cameras/ID/why answers, as lines for a person.

#include <optional>
#include <string>
#include <string_view>

namespace framewake {

/// One line about the camera, then one for each decision, newest first. Nothing when `json` is no such answer. Fit for a
/// terminal, whatever it holds.
std::optional<std::string> why_text(std::string_view json);

/// "just now", "12 s ago", "3 min ago": how long ago that is, as told to a person.
std::string ago(double milliseconds);

}  // namespace framewake
