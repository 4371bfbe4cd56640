#include "vision/detect/model.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/allowed.hpp"
#include "vision/detect/brief.hpp"
#include "vision/detect/runners.hpp"

namespace framewake {

DetectModel::DetectModel() = default;
DetectModel::~DetectModel() = default;

std::string DetectModel::label(int index) const {
  if (index >= 0 && static_cast<std::size_t>(index) < labels_.size() &&
      !labels_[static_cast<std::size_t>(index)].empty())
    return labels_[static_cast<std::size_t>(index)];
  return "class " + std::to_string(index);
}

std::string DetectModel::some_labels() const {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, labels_.size()); ++i) text += (i == 0 ? "\"" : ", \"") + labels_[i] + "\"";
  return labels_.size() > most ? text + ", …" : text;
}

bool DetectModel::knows(const std::string& label) const {
  for (std::size_t i = 0; i < labels_.size(); ++i)
    if (this->label(static_cast<int>(i)) == label) return true;
  return !all_labels_known_ && label.starts_with("class ");  // what label() calls those without a name
}

std::string DetectModel::why_unknown(const std::string& label) const {
  const bool beyond = std::find(beyond_.begin(), beyond_.end(), label) != beyond_.end();
  return (beyond ? "which its labels name beyond the " + std::to_string(labels_.size()) + " classes that the model has"
                 : std::string("which the model does not know")) +
         "; allowed: " + some_labels();
}

/// One of the instances, for as long as this lives.
class DetectModel::Loan {
 public:
  explicit Loan(const DetectModel& model) : model_(model) {
    std::unique_lock lock(model_.mutex_);
    model_.returned_.wait(lock, [this] { return !model_.free_.empty(); });
    runner_ = model_.free_.back();
    model_.free_.pop_back();
  }
  ~Loan() {
    {
      const std::lock_guard lock(model_.mutex_);
      model_.free_.push_back(runner_);
    }
    model_.returned_.notify_one();
  }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  Runner* operator->() const { return runner_; }

 private:
  const DetectModel& model_;
  Runner* runner_ = nullptr;
};

std::vector<Detection> DetectModel::detect(const cv::Mat& picture, float floor, std::size_t* no_numbers) const {
  std::vector<Detection> found;
  const Loan runner(*this);
  if (const std::string problem = runner->run(picture, floor, found); !problem.empty())
    throw std::runtime_error("the model fails: " + brief(problem));
  if (no_numbers != nullptr) *no_numbers += runner->no_numbers();
  return found;
}

std::variant<std::shared_ptr<const DetectModel>, ModelFaults> ModelStore::get(const ModelChoice& choice) {
  const auto now = marks_of(choice.model, choice.config, choice.labels);
  const std::lock_guard lock(mutex_);  // also while it loads: who asks for the same waits for it
  std::erase_if(entries_, [](const Entry& entry) { return entry.model.expired(); });
  for (const Entry& entry : entries_)
    if (entry.choice == choice)
      if (auto model = entry.model.lock(); model && model->marks() == now) return model;
  const bool is_file = !choice.model.empty() && choice.model != "hog";
  if (const std::string problem = trial_ && is_file ? trial_(choice) : ""; !problem.empty())
    return ModelFaults{{"model", in_quotes(choice.model) + ", which " + problem}};
  auto loaded = DetectModel::load(choice, folders_);
  if (const auto* model = std::get_if<std::shared_ptr<const DetectModel>>(&loaded))
    entries_.push_back({choice, *model});
  return loaded;
}

}  // namespace framewake
