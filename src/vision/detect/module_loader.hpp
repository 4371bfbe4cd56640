#pragma once
// Brings in the module with OpenCV's dnn and objdetect.

#include "base/module.hpp"
#include "vision/detect/network.hpp"

namespace framewake {

/// Loads the module (once a process; it stays) and opens the model with it. Thread-safe.
OpenedModel open_model(const ModelFiles& files, const ModuleFolders& folders);

}  // namespace framewake
