#include "capture/av_module.hpp"

#include <dlfcn.h>

namespace framewake {

namespace fs = std::filesystem;

namespace {

struct Loaded {
  AvOpenFunction* open = nullptr;
  std::string problem;
};

Loaded load(const std::vector<fs::path>& folders) {
  std::string searched;
  for (const auto& folder : folders) {
    const fs::path path = folder / av_module_name;
    std::error_code error;
    if (!fs::exists(path, error)) {
      searched += (searched.empty() ? "" : ", ") + folder.string();
      continue;
    }
    // Never closed: libav and its hundred libraries do not survive being unloaded.
    void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module == nullptr) return {nullptr, "cannot load " + path.string() + ": " + dlerror()};
    void* open = dlsym(module, av_open_symbol);
    if (open == nullptr) return {nullptr, path.string() + " belongs to another version of framewake"};
    return {reinterpret_cast<AvOpenFunction*>(open), ""};
  }
  return {nullptr, std::string("devices, video files and streams need ") + av_module_name + ", which is not in " +
                       searched + " (images, folders of images and the test scene work without it)"};
}

}  // namespace

std::vector<fs::path> av_module_folders() {
  std::error_code error;
  const fs::path here = fs::read_symlink("/proc/self/exe", error).parent_path();
  return {here, (here / "../lib/framewake").lexically_normal()};
}

std::variant<std::unique_ptr<FrameSource>, std::string> open_av_source(const AvRequest& request,
                                                                       const std::stop_token& stop,
                                                                       const std::vector<fs::path>& folders) {
  const Loaded loaded = load(folders);  // dlopen counts: a second time is a look-up
  if (loaded.open == nullptr) return loaded.problem;
  AvOpening opening;
  loaded.open(request, stop, opening);
  if (!opening.source) return opening.problem;
  return std::move(opening.source);
}

}  // namespace framewake
