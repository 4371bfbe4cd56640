#include "vision/detect/module_loader.hpp"

#include <dlfcn.h>

namespace framewake {

namespace fs = std::filesystem;

namespace {

struct Loaded {
  OpenModelFunction* open = nullptr;
  std::string problem;
};

Loaded load(const std::vector<fs::path>& folders) {
  std::string searched;
  for (const auto& folder : folders) {
    const fs::path path = folder / detect_module_name;
    std::error_code error;
    if (!fs::exists(path, error)) {
      searched += (searched.empty() ? "" : ", ") + folder.string();
      continue;
    }
    // Never closed: OpenCV's registers of layers do not survive being unloaded.
    void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module == nullptr) return {nullptr, "cannot load " + path.string() + ": " + dlerror()};
    void* open = dlsym(module, open_model_symbol);
    if (open == nullptr) return {nullptr, path.string() + " belongs to another version of framewake"};
    return {reinterpret_cast<OpenModelFunction*>(open), ""};
  }
  return {nullptr, std::string("looking for objects needs ") + detect_module_name + ", which is not in " + searched};
}

}  // namespace

std::vector<fs::path> detect_module_folders() {
  std::error_code error;
  const fs::path here = fs::read_symlink("/proc/self/exe", error).parent_path();
  return {here, (here / "../lib/framewake").lexically_normal()};
}

OpenedModel open_model(const ModelFiles& files, const std::vector<fs::path>& folders) {
  OpenedModel opened;
  const Loaded loaded = load(folders);  // dlopen counts: a second time is a look-up
  if (loaded.open == nullptr)
    opened.problem = loaded.problem;
  else
    loaded.open(files, opened);
  return opened;
}

}  // namespace framewake
