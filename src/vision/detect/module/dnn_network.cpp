#include "vision/detect/module/dnn_network.hpp"

#include <opencv2/dnn.hpp>
#include <stdexcept>

#include "base/plain_file.hpp"
#include "vision/detect/darknet_cfg.hpp"

namespace framewake::detect_module {
namespace {

/// OpenCV's layers keep back what is less sure than the cfg's thresh, usually 0.2: who is only told of what counts could not
/// say what it lacks, and tracks would end at it.
cv::dnn::Net read_darknet(const ModelFiles& files) {
  constexpr Bytes most = mebibytes(2048);
  const PlainFile cfg = read_plain_file(files.config, most), weights = read_plain_file(files.model, most);
  if (!cfg.ok() || !weights.ok()) throw std::runtime_error("one of its files " + (cfg.ok() ? weights : cfg).problem);
  const std::string all_told = with_thresh(cfg.content, "0.001");
  return cv::dnn::readNetFromDarknet(all_told.data(), all_told.size(), weights.content.data(), weights.content.size());
}

cv::dnn::Net read(const ModelFiles& files) {
  switch (files.format) {
    case ModelFormat::darknet: return read_darknet(files);
    case ModelFormat::onnx: return cv::dnn::readNetFromONNX(files.model);
    case ModelFormat::caffe: return cv::dnn::readNetFromCaffe(files.config, files.model);
    case ModelFormat::tensorflow: return cv::dnn::readNetFromTensorflow(files.model, files.config);
    case ModelFormat::cascade:
    case ModelFormat::hog: break;
  }
  throw std::runtime_error("not a network");
}

/// All weights of the layers as they are read, before anything is fused.
std::size_t count_weights(cv::dnn::Net& net) {
  std::size_t count = 0;
  for (const std::string& name : net.getLayerNames()) {
    const cv::Ptr<cv::dnn::Layer> layer = net.getLayer(net.getLayerId(name));
    if (layer->type == "Region") continue;  // its anchors come from the configuration
    for (const cv::Mat& blob : layer->blobs) count += blob.total();
  }
  return count;
}

class DnnNetwork final : public Network {
 public:
  explicit DnnNetwork(const ModelFiles& files) : net_(read(files)) {
    if (net_.empty()) throw std::runtime_error("it holds no layers");
    if (files.format == ModelFormat::darknet) weight_bytes_ = count_weights(net_) * sizeof(float);
    net_.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net_.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    names_ = net_.getUnconnectedOutLayersNames();
  }

  std::string forward(const cv::Mat& blob, std::vector<Tensor>& outputs) override try {
    net_.setInput(blob);
    net_.forward(results_, names_);
    outputs.clear();
    for (std::size_t i = 0; i < results_.size() && i < names_.size(); ++i) outputs.push_back({names_[i], results_[i]});
    return {};
  } catch (const std::exception& failure) {
    return failure.what();
  }

  std::size_t weight_bytes() const override { return weight_bytes_; }

 private:
  cv::dnn::Net net_;
  std::vector<std::string> names_;
  std::vector<cv::Mat> results_;
  std::size_t weight_bytes_ = 0;
};

}  // namespace

std::unique_ptr<Network> read_network(const ModelFiles& files) {
  return std::make_unique<DnnNetwork>(files);
}

}  // namespace framewake::detect_module
