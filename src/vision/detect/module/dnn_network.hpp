#pragma once
// Networks through cv::dnn.

#include "vision/detect/network.hpp"

namespace framewake::detect_module {

/// Throws cv::Exception and std::runtime_error when the files are none of a network.
std::unique_ptr<Network> read_network(const ModelFiles& files);

}  // namespace framewake::detect_module
