#pragma once
// Model files on which OpenCV ends the process instead of refusing them: told before it sees them. All are "" when nothing
// speaks against the file, else what is wrong with it, to stand behind "which ".

#include <string>
#include <string_view>

namespace framewake {

/// Weights in a second file or of other bytes than their shape has, inputs that come from nowhere, windows of no size.
std::string why_onnx_is_unfit(std::string_view bytes);

/// Groups, windows, steps and filters of 0, a picture of no size or beyond all sense.
std::string why_cfg_is_unfit(std::string_view cfg);

/// Trees that lead to nowhere, features that are not there or lie beyond the window.
std::string why_cascade_is_unfit(std::string_view xml);

}  // namespace framewake
