#include "capture/av_module.hpp"

namespace framewake {

std::variant<std::unique_ptr<FrameSource>, std::string> open_av_source(const AvRequest& request,
                                                                       const std::stop_token& stop,
                                                                       const ModuleFolders& folders) {
  const ModuleFunction open =
      load_module(av_module_name, av_open_symbol, folders,
                  "a device, a video file or a stream (images, folders of images and the test scene do without)");
  if (open.function == nullptr) return open.problem;
  AvOpening opening;
  reinterpret_cast<AvOpenFunction*>(open.function)(request, stop, opening);
  if (!opening.source) return opening.problem;
  return std::move(opening.source);
}

}  // namespace framewake
