#pragma once
// Shared libraries that are loaded when something needs them, because at every start they would cost too much.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace framewake {

using ModuleFolders = std::vector<std::filesystem::path>;

/// Where modules may be: beside the executable, and in ../lib/framewake from there.
ModuleFolders module_folders();

/// What to install for the module called `file`, so that it finds the libraries that it needs: packages of the system that
/// this was built on, with a space between them. "" where that has none, or for other files.
std::string_view module_packages(std::string_view file);

struct ModuleFunction {
  void* function = nullptr;  ///< to be cast to the type that the module's name of it stands for
  std::string problem;       ///< set when there is none
};

/// The function `symbol` of the first module called `file` in one of the folders. Loads the module once a process; it stays,
/// because libraries with registers and threads of their own do not survive being unloaded. Thread-safe.
/// `purpose`: "reading videos"; says in the problem what needs it.
ModuleFunction load_module(const char* file, const char* symbol, const ModuleFolders& folders,
                           const std::string& purpose);

}  // namespace framewake
