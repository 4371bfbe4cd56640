#pragma once
// What sees without a network: people by their gradients (HOG), and cascades.

#include "vision/detect/network.hpp"

namespace framewake::detect_module {

std::unique_ptr<ClassicDetector> make_hog();
/// Throws std::runtime_error when the file is none.
std::unique_ptr<ClassicDetector> read_cascade(const std::string& path);

}  // namespace framewake::detect_module
