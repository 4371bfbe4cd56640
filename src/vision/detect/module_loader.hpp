#pragma once
// Brings in the module with OpenCV's dnn and objdetect.

#include <filesystem>
#include <string>
#include <vector>

#include "vision/detect/network.hpp"

namespace framewake {

/// Where the module may be: beside the executable, and in ../lib/framewake from there.
std::vector<std::filesystem::path> detect_module_folders();

/// Loads the module (once a process; it stays) and opens the model with it. Thread-safe.
OpenedModel open_model(const ModelFiles& files, const std::vector<std::filesystem::path>& folders);

}  // namespace framewake
