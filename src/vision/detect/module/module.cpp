// What the module exports: one function. OpenCV's exceptions end here.

#include <exception>
#include <opencv2/core/utils/logger.hpp>

#include "vision/detect/module/classic.hpp"
#include "vision/detect/module/dnn_network.hpp"

namespace {

void open(const framewake::ModelFiles& files, framewake::OpenedModel& opened) {
  using namespace framewake;
  switch (files.format) {
    case ModelFormat::hog: opened.classic = detect_module::make_hog(); break;
    case ModelFormat::cascade: opened.classic = detect_module::read_cascade(files.model); break;
    case ModelFormat::darknet:
    case ModelFormat::onnx:
    case ModelFormat::caffe:
    case ModelFormat::tensorflow: opened.network = detect_module::read_network(files); break;
  }
}

}  // namespace

extern "C" __attribute__((visibility("default"))) void framewake_detect_open_1(const framewake::ModelFiles& files,
                                                                               framewake::OpenedModel& opened) {
  // What OpenCV writes to stderr by itself is in the exception too, and belongs into our message.
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  try {
    open(files, opened);
  } catch (const std::exception& failure) {
    opened.problem = failure.what();
  }
}
