// How a model's files become a DetectModel.

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <opencv2/core/utility.hpp>
#include <thread>

#include "base/plain_file.hpp"
#include "vision/detect/brief.hpp"
#include "vision/detect/darknet_weights.hpp"
#include "vision/detect/label_guess.hpp"
#include "vision/detect/model.hpp"
#include "vision/detect/module_loader.hpp"
#include "vision/detect/runners.hpp"
#include "vision/detect/unfit.hpp"

namespace framewake {

namespace fs = std::filesystem;

namespace {

const cv::Size usual_input(320, 320);
constexpr int hog_side = 800;
const cv::Size hog_window(64, 128);  ///< the outline that it looks for
constexpr int cascade_side = 640;

int runs_at_once(int wanted) {
  constexpr int most_by_default = 4;
  return wanted > 0 ? wanted
                    : std::clamp(static_cast<int>(std::thread::hardware_concurrency()) / 2, 1, most_by_default);
}

}  // namespace

/// The steps of load(), and what they find out on the way.
class DetectModel::Loading {
 public:
  Loading(const ModelChoice& choice, const ModuleFolders& folders)
      : choice_(choice), folders_(folders), model_(new DetectModel) {
    model_->marks_ = marks_of(choice.model, choice.config, choice.labels);  // before the files are read
  }

  std::variant<std::shared_ptr<const DetectModel>, ModelFaults> run() {
    cv::setNumThreads(1);  // the parallelism is across cameras; said here, as models are loaded before anything runs
    auto files = find_model(choice_.model, choice_.config);
    auto* wrong = std::get_if<ModelFaults>(&files);
    ModelFaults faults = wrong == nullptr ? ModelFaults{} : std::move(*wrong);
    if (wrong == nullptr) files_ = std::get<ModelFiles>(std::move(files));
    if (auto fault = read_labels_file()) faults.push_back(std::move(*fault));
    if (wrong == nullptr && files_.format == ModelFormat::hog && choice_.input > 0 && choice_.input < hog_window.height)
      faults.push_back({"input", std::to_string(choice_.input) + ", allowed: 0, or at least " +
                                     std::to_string(hog_window.height) + ", as people's outlines are so high"});
    if (wrong != nullptr) return faults;
    if (auto fault = check_whole()) return with(std::move(faults), std::move(*fault));
    for (int i = runs_at_once(choice_.at_once); i > 0; --i)
      if (auto fault = add_runner()) return with(std::move(faults), std::move(*fault));
    if (!faults.empty()) return faults;
    if (auto fault = name_labels()) return ModelFaults{std::move(*fault)};
    for (const auto& runner : model_->runners_) model_->free_.push_back(runner.get());
    return std::shared_ptr<const DetectModel>(std::move(model_));
  }

 private:
  static ModelFaults with(ModelFaults all, ModelFault one) {
    all.insert(all.begin(), std::move(one));
    return all;
  }

  static ModelFault model_fault(const std::string& model, const std::string& what) {
    return {"model", in_quotes(model) + ", which " + what};
  }

  std::optional<ModelFault> add_runner() {
    OpenedModel opened = open_model(files_, folders_);
    if (!opened.problem.empty()) return model_fault(choice_.model, "cannot be loaded: " + brief(opened.problem));
    if (opened.classic) {
      const int usual = files_.format == ModelFormat::hog ? hog_side : cascade_side;
      const cv::Size window = files_.format == ModelFormat::hog ? hog_window : cv::Size(1, 1);
      model_->runners_.push_back(std::make_unique<ClassicRunner>(std::move(opened.classic),
                                                                 choice_.input > 0 ? choice_.input : usual, window));
      model_->gray_ = true;
      classes_ = 1;
      model_->summary_ = files_.format == ModelFormat::hog ? "HOG people" : "cascade";
      return warm_classic();
    }
    if (auto fault = check_weights(*opened.network)) return fault;
    auto runner = std::make_unique<NetworkRunner>(std::move(opened.network), files_);
    if (const std::string problem = runner->warm(choice_, size()); !problem.empty())
      return model_fault(choice_.model, brief(problem));
    take_facts(*runner);
    model_->runners_.push_back(std::move(runner));
    return std::nullopt;
  }

  std::optional<ModelFault> warm_classic() {
    std::vector<Detection> found;
    const std::string problem = model_->runners_.back()->run(cv::Mat(256, 256, CV_8UC1, cv::Scalar(0)), 0, found);
    if (problem.empty()) return std::nullopt;
    return model_fault(choice_.model, "does not run: " + brief(problem));
  }

  cv::Size size() const {
    if (choice_.input > 0) return {choice_.input, choice_.input};
    return input_size(files_).value_or(usual_input);
  }

  /// Before it is loaded: what OpenCV says of a file that is too short is about its own sources.
  std::optional<ModelFault> check_whole() const {
    const bool is_onnx = files_.format == ModelFormat::onnx;
    if (is_onnx || files_.format == ModelFormat::cascade) {
      const std::string bytes = read_file(files_.model).value_or("");
      if (const auto why = is_onnx ? why_onnx_is_unfit(bytes) : why_cascade_is_unfit(bytes); !why.empty())
        return model_fault(choice_.model, why);
    }
    if (files_.format != ModelFormat::darknet) return std::nullopt;
    const std::string cfg = read_file(files_.config).value_or("");
    if (const std::string why = why_cfg_is_unfit(cfg); !why.empty())
      return ModelFault{"config", in_quotes(files_.config) + ", which " + why};
    const auto weights = darknet_weight_bytes(cfg);
    return weights && weights_size() < wanted_size(*weights) ? wrong_size(*weights) : std::nullopt;
  }

  /// Darknet's weights are bare numbers: only their count tells whether they are all there and fit the network.
  std::optional<ModelFault> check_weights(const Network& network) const {
    return network.weight_bytes() == 0 ? std::nullopt : wrong_size(network.weight_bytes());
  }

  std::size_t weights_size() const {
    std::error_code error;
    return static_cast<std::size_t>(fs::file_size(files_.model, error));
  }

  /// With the header.
  std::size_t wanted_size(std::size_t weights) const {
    std::array<char, 20> header{};
    std::ifstream file(files_.model, std::ios::binary);
    file.read(header.data(), header.size());
    return darknet_header_bytes({header.data(), header.size()}) + weights;
  }

  std::optional<ModelFault> wrong_size(std::size_t weights) const {
    const std::size_t wanted = wanted_size(weights), size = weights_size();
    if (size == wanted) return std::nullopt;
    return model_fault(choice_.model, (size < wanted ? "is truncated" : "belongs to another network") +
                                          std::string(": it has ") + std::to_string(size) + " bytes, the network of " +
                                          in_quotes(files_.config) + " has " + std::to_string(wanted));
  }

  void take_facts(const NetworkRunner& runner) {
    classes_ = runner.head().classes;
    head_ = runner.head().kind;
    model_->all_labels_known_ = classes_ > 0;
    const char* kind = runner.head().kind == HeadKind::faces  ? "YuNet"
                       : runner.head().kind == HeadKind::ssd  ? "SSD"
                       : runner.head().kind == HeadKind::grid ? "FastestDet"
                                                              : "YOLO";
    const cv::Size input = runner.form().size;
    model_->network_side_ = std::min(input.width, input.height);
    const std::string classes = std::to_string(classes_) + (classes_ == 1 ? " class" : " classes");
    model_->summary_ = std::string(kind) + (classes_ == 0 ? "" : ", " + classes) + ", " + std::to_string(input.width) +
                       "×" + std::to_string(input.height);
  }

  /// The file that the choice names, or the one beside the model, if any: for this the model need not be known.
  std::optional<ModelFault> read_labels_file() {
    labels_path_ = labels_place(choice_.labels, files_.model);
    if (labels_path_.empty()) return std::nullopt;
    const PlainFile file = read_plain_file(labels_path_, largest_labels);
    if (!file.ok()) return ModelFault{"labels", in_quotes(labels_path_) + ", which " + file.problem};
    model_->labels_ = read_labels(file.content);
    if (model_->labels_.empty())
      return ModelFault{"labels", in_quotes(labels_path_) + ", which names nothing; allowed: a name in each line"};
    return std::nullopt;
  }

  std::optional<ModelFault> name_labels() {
    if (labels_path_.empty()) {
      guess_labels();
      return std::nullopt;
    }
    if (head_ == HeadKind::ssd && !model_->labels_.empty() && is_background(model_->labels_.front()))
      model_->labels_.erase(model_->labels_.begin());
    if (model_->labels_.empty())
      return ModelFault{"labels", in_quotes(labels_path_) + ", which names nothing else; allowed: a name in each line"};
    if (model_->labels_.size() < static_cast<std::size_t>(classes_))
      return ModelFault{"labels", in_quotes(labels_path_) + ", which names " + std::to_string(model_->labels_.size()) +
                                      " of the " + std::to_string(classes_) +
                                      " classes of the model; allowed: all of them"};
    if (model_->all_labels_known_) leave_out_beyond(static_cast<std::size_t>(classes_));
    return std::nullopt;
  }

  void leave_out_beyond(std::size_t classes) {
    const auto first = model_->labels_.begin() + static_cast<std::ptrdiff_t>(classes);
    model_->beyond_.assign(first, model_->labels_.end());
    model_->labels_.erase(first, model_->labels_.end());
  }

  void guess_labels() {
    if (files_.format == ModelFormat::hog)
      model_->labels_ = {"person"};
    else if (classes_ == 1)
      model_->labels_ = {head_ == HeadKind::faces ? "face" : guess_label(files_.model)};
    else
      for (int i = 0; i < classes_; ++i) model_->labels_.push_back("class " + std::to_string(i));
  }

  const ModelChoice& choice_;
  const ModuleFolders& folders_;
  std::unique_ptr<DetectModel> model_;
  ModelFiles files_;
  std::string labels_path_;
  int classes_ = 0;
  HeadKind head_ = HeadKind::rows;
};

std::variant<std::shared_ptr<const DetectModel>, ModelFaults> DetectModel::load(const ModelChoice& choice,
                                                                                const ModuleFolders& folders) {
  return Loading(choice, folders).run();
}

}  // namespace framewake
