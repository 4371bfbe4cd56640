// LIBS: fw_model_files
// What is read of a model's files before a network library sees them: whoever has written them, they may be broken.
#include <cstdlib>

#include "vision/detect/darknet_cfg.hpp"
#include "vision/detect/darknet_weights.hpp"
#include "vision/detect/model_file.hpp"
#include "vision/detect/unfit.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto& side :
       {framewake::onnx_input(bytes), framewake::darknet_input(bytes), framewake::caffe_input(bytes)})
    if (side && (side->width <= 0 || side->height <= 0)) std::abort();
  if (const auto weights = framewake::darknet_weight_bytes(bytes); weights && *weights % sizeof(float) != 0)
    std::abort();
  for (const auto& why : {framewake::why_onnx_is_unfit(bytes), framewake::why_cfg_is_unfit(bytes),
                          framewake::why_cascade_is_unfit(bytes)})
    if (why.size() > 500) std::abort();
  if (framewake::with_thresh(bytes, "0.01").size() > 4 * size + 100) std::abort();
  if (framewake::darknet_header_bytes(bytes) > 20) std::abort();
  if (framewake::read_labels(bytes).size() > size + 1) std::abort();
  // A name is what somebody has written too.
  for (const char* ending : {".xml", ".weights", ""}) framewake::find_model(std::string(bytes) + ending, "");
  return 0;
}
