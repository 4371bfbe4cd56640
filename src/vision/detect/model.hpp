#pragma once
// A model: loaded, checked and warmed once, used by all cameras whose pipelines name it.

#include <compare>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <opencv2/core/mat.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/module.hpp"
#include "vision/detect/detection.hpp"
#include "vision/detect/model_file.hpp"

namespace framewake {

enum class ModelFit : std::uint8_t { automatic, letterbox, stretch };
enum class ModelColours : std::uint8_t { automatic, rgb, bgr };

/// What a model is made from; two stages with the same share one.
struct ModelChoice {
  std::string model = {};   ///< path; "" or "hog": HOG people
  std::string config = {};  ///< path, for formats that need one
  std::string labels = {};  ///< path; "": the file of the model's name that ends in .names, or a guess
  int input = 0;            ///< side of the network's input, pixels; 0: what the files say
  ModelFit fit = ModelFit::automatic;
  ModelColours colours = ModelColours::automatic;
  double scale = 0;       ///< 0: what is usual for the kind of head
  std::string mean = {};  ///< as parse_mean() reads it; "": what is usual
  int at_once = 0;        ///< how many runs at a time; 0: half of the processor's cores, at most 4
  bool beside = false;    ///< for stages that run beside: nobody whom a camera waits for may have to wait for them

  auto operator<=>(const ModelChoice&) const = default;
};

/// Thread-safe.
class DetectModel {
 public:
  /// Loads it, runs it once on a gray picture and looks what comes out. Or tells all that can be told at once of what is
  /// wrong with its files.
  /// `folders`: where the module may be that runs it.
  static std::variant<std::shared_ptr<const DetectModel>, ModelFaults> load(const ModelChoice& choice,
                                                                            const ModuleFolders& folders);
  ~DetectModel();
  DetectModel(const DetectModel&) = delete;
  DetectModel& operator=(const DetectModel&) = delete;

  /// Of a Detection's label.
  std::string label(int index) const;
  /// Whether it can give this label.
  bool knows(const std::string& label) const;
  /// What is wrong with a label that it does not know, and what is allowed: "which …; allowed: …".
  std::string why_unknown(const std::string& label) const;
  /// The first few of its labels, for messages: "a", "b", …
  std::string some_labels() const;
  /// It takes gray pictures; else BGR.
  bool wants_gray() const noexcept { return gray_; }
  /// The shorter side of what its network gets of any picture, pixels; 0: no network, it costs as much as the picture is large.
  int network_side() const noexcept { return network_side_; }
  /// "YOLO, 80 classes, 320 × 320", for people.
  const std::string& summary() const noexcept { return summary_; }

  /// Of the files that it was made of.
  const ModelMarks& marks() const noexcept { return marks_; }

  /// What it sees in the picture (at least 1 × 1; BGR or gray, as it wants), of at least this score, doubles still in it.
  /// Waits while as many run as may. Throws std::runtime_error when the network fails on this picture.
  /// `no_numbers`: grows by how much of the network's output was NaN or infinite; then nobody knows what it has missed.
  std::vector<Detection> detect(const cv::Mat& picture, float floor, std::size_t* no_numbers = nullptr) const;

 private:
  class Runner;
  class NetworkRunner;
  class ClassicRunner;
  class Loan;
  class Loading;
  DetectModel();

  // constant after load():
  bool gray_ = false;
  int network_side_ = 0;
  ModelMarks marks_;
  std::string summary_;
  std::vector<std::string> labels_;  ///< one a class, where it is known how many there are
  std::vector<std::string> beyond_;  ///< those of the file that are too many: no class has them
  bool all_labels_known_ = true;     ///< false for heads that do not say how many classes there are
  std::vector<std::unique_ptr<Runner>> runners_;

  mutable std::mutex mutex_;
  mutable std::condition_variable returned_;
  // guarded by mutex_:
  mutable std::vector<Runner*> free_;
};

/// Hands the same model to all who ask for the same while somebody has it. Thread-safe.
class ModelStore {
 public:
  /// `trial`: of every model file before it is loaded here; may be none.
  explicit ModelStore(ModuleFolders folders, ModelTrial trial = {})
      : folders_(std::move(folders)), trial_(std::move(trial)) {}
  std::variant<std::shared_ptr<const DetectModel>, ModelFaults> get(const ModelChoice& choice);

 private:
  struct Entry {
    ModelChoice choice;
    std::weak_ptr<const DetectModel> model;
  };
  const ModuleFolders folders_;
  const ModelTrial trial_;
  std::mutex mutex_;
  std::vector<Entry> entries_;  // guarded by mutex_
};

}  // namespace framewake
