#include "base/module.hpp"

#include <dlfcn.h>

namespace framewake {

namespace fs = std::filesystem;

namespace {

std::string remedy(const char* file) {
  const std::string_view packages = module_packages(file);
  return packages.empty() ? "" : "; what it needs is in the packages " + std::string(packages);
}

}  // namespace

ModuleFolders module_folders() {
  std::error_code error;
  const fs::path here = fs::read_symlink("/proc/self/exe", error).parent_path();
  return {here, (here / "../lib/framewake").lexically_normal()};
}

ModuleFunction load_module(const char* file, const char* symbol, const ModuleFolders& folders,
                           const std::string& purpose) {
  std::string searched;
  for (const fs::path& folder : folders) {
    const fs::path path = folder / file;
    std::error_code error;
    if (!fs::exists(path, error)) {
      searched += (searched.empty() ? "" : ", ") + folder.string();
      continue;
    }
    void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // a second time is a look-up
    if (module == nullptr) return {nullptr, "cannot load " + path.string() + ": " + dlerror() + remedy(file)};
    void* function = dlsym(module, symbol);
    if (function == nullptr) return {nullptr, path.string() + " belongs to another version of framewake"};
    return {function, ""};
  }
  std::string problem = purpose;
  problem.append(" needs ").append(file).append(", which is not in ").append(searched);
  return {nullptr, std::move(problem)};
}

}  // namespace framewake
