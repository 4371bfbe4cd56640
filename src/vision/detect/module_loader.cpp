#include "vision/detect/module_loader.hpp"

namespace framewake {

OpenedModel open_model(const ModelFiles& files, const ModuleFolders& folders) {
  OpenedModel opened;
  const ModuleFunction open = load_module(detect_module_name, open_model_symbol, folders, "looking for objects");
  if (open.function == nullptr)
    opened.problem = open.problem;
  else
    reinterpret_cast<OpenModelFunction*>(open.function)(files, opened);
  return opened;
}

}  // namespace framewake
