#pragma once
// The seam to OpenCV's dnn and objdetect. Both, with what they bring along, are 20 MB of libraries: a module of its own
// holds them, which is loaded by whoever has a stage that looks for objects (module_loader.hpp), and by nobody else.

#include <memory>
#include <opencv2/core/mat.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "vision/detect/detection.hpp"

namespace framewake {

enum class ModelFormat { darknet, onnx, caffe, tensorflow, cascade, hog };

struct ModelFiles {
  ModelFormat format = ModelFormat::hog;
  std::string model;   ///< path; "" for hog
  std::string config;  ///< path; "" where the format has none
};

struct Tensor {
  std::string name;
  cv::Mat values;  ///< CV_32F, of any number of dimensions
};

/// A network that is ready to run. Not thread-safe: one at a time.
class Network {
 public:
  virtual ~Network() = default;
  /// Runs it on a tensor 1 × 3 × height × width. Returns "" or what is wrong; the tensors may be the network's own
  /// memory, valid until the next call.
  virtual std::string forward(const cv::Mat& blob, std::vector<Tensor>& outputs) = 0;
  /// How many bytes of weights its file must have (Darknet's says nothing of itself); 0 where the format says it.
  virtual std::size_t weight_bytes() const = 0;
};

/// HOG people or a cascade. Not thread-safe.
class ClassicDetector {
 public:
  virtual ~ClassicDetector() = default;
  /// `gray` is CV_8UC1. Appends what it sees, all of label 0. Returns "" or what is wrong.
  virtual std::string detect(const cv::Mat& gray, std::vector<Detection>& found) = 0;
};

/// What the module's function fills in: one of the two, or the problem.
struct OpenedModel {
  std::unique_ptr<Network> network;
  std::unique_ptr<ClassicDetector> classic;
  std::string problem;
};

/// The function that the module exports, and the version that both sides must share.
using OpenModelFunction = void(const ModelFiles& files, OpenedModel& opened);
inline constexpr const char* open_model_symbol = "framewake_detect_open_1";
inline constexpr const char* detect_module_name = "libframewake-detect.so";

}  // namespace framewake
