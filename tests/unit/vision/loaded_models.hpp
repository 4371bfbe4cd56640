#pragma once
// A folder of models, loaded through the module that runs them.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <variant>

#include "support/temporary_folder.hpp"
#include "unit/vision/tiny_models.hpp"
#include "vision/detect/model.hpp"

namespace framewake::test {

inline constexpr int white_side = 96;    // of the network that says yes to white pictures
inline constexpr int white_cells = 189;  // what it says yes to: cells of 8, 16 and 32 pixels
inline const ModuleFolders folders{FRAMEWAKE_MODULE_DIR};

class ModelTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& bytes) { return folder_.file(name, bytes); }
  static std::shared_ptr<const DetectModel> load(const ModelChoice& choice) {
    auto loaded = DetectModel::load(choice, folders);
    if (auto* faults = std::get_if<ModelFaults>(&loaded)) {
      ADD_FAILURE() << faults->front().key << " is " << faults->front().what;
      return nullptr;
    }
    return std::get<std::shared_ptr<const DetectModel>>(loaded);
  }
  static std::string fault_of(const ModelChoice& choice) {
    auto loaded = DetectModel::load(choice, folders);
    const auto* faults = std::get_if<ModelFaults>(&loaded);
    return faults == nullptr ? "none" : faults->front().key + " is " + faults->front().what;
  }
  /// A model that says yes to white pictures, and nothing to black ones.
  std::string white_model() { return write("white.onnx", reshaping_onnx(white_side, {1, 6, white_cells})); }

  const TemporaryFolder folder_;
};

inline void expect_part(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

}  // namespace framewake::test
