#pragma once
// The files that a reload reads besides the configuration's own.

#include <filesystem>
#include <vector>

#include "config/config.hpp"

namespace framewake {

/// Certificates, keys and authorities of both listeners, and the cameras' tokens: what `config` names, and the systemd
/// credentials of these names and of the operators' password. Whether or not there are such files yet. Sorted, each once.
std::vector<std::filesystem::path> named_files(const Config& config);

}  // namespace framewake
