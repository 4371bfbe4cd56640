#pragma once
// Which stages there are. An explicit table: self-registering statics would be dropped by the linker without a word.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/options.hpp"
#include "vision/stage.hpp"

namespace framewake {

/// What is wrong with one of a stage's keys; `what` completes "KEY is …".
struct StageFault {
  std::string key;
  std::string what;
  std::vector<std::string> judged_by = {};  ///< other keys without which it cannot be told
};
using StageFaults = std::vector<StageFault>;

/// What the stages before one can tell it of.
struct LabelsBefore {
  std::function<bool(const std::string&)>
      found;  ///< one of them looks for things of this label, whether they count or not
  std::function<bool(const std::string&)> given;  ///< one of them may put objects of this label into the result
};

struct StageKind {
  std::string name;     ///< as in `use = "motion"`
  std::string summary;  ///< one sentence for docs/config.md
  OptionTable options;
  /// `options` is an object made by this kind's OptionTable::make and filled since.
  std::function<std::unique_ptr<Stage>(std::shared_ptr<const void> options)> make;
  /// Gets what the stage needs besides its options (a model's file, say) and keeps it in the options, for all that are
  /// made of them. `before`: the names of the stages in front of it. Called once, when the configuration is read, off the
  /// processors' threads; absent: nothing is needed. Returns everything that is wrong, at once.
  std::function<StageFaults(void* options, const std::vector<std::string>& before)> prepare = {};
  /// Whether a stage of these options, prepared, may find objects of this label. Absent: it finds none.
  std::function<bool(const void* options, const std::string& label)> finds = {};
  /// Whether a stage of these options, prepared, may put objects of this label into the result. Absent: it puts none there.
  std::function<bool(const void* options, const std::string& label)> gives = {};
  /// For a stage that would fail its purpose without a word when nobody finds what it waits for. Called after prepare.
  std::function<StageFaults(const void* options, const LabelsBefore& before)> check_labels = {};
  /// The keys whose files were others when these options were prepared than when those were: what is loaded differs though
  /// the keys say the same. Absent: no key names a file. Called with options that are prepared, for changes of the
  /// configuration.
  std::function<std::vector<std::string>(const void* before, const void* after)> replaced_files = {};
  /// The key of what tells stages of this kind apart outside: no two of a pipeline may have the same. "": they need not be.
  std::string name_key = {};
  /// It adds to result.privacy what must be hidden: exactly once in each frame, in run() or pass_over(), counting
  /// `outstanding` down.
  bool hides = false;
  /// Whether a stage of these options, prepared, needs nothing of what the stages before it find: then it answers at once,
  /// wherever it stands. Absent: it does.
  std::function<bool(const void* options)> stands_alone = {};
  /// Whether these options name places in pixels, which are right for pictures of one size only. Absent: they do not.
  std::function<bool(const void* options)> has_pixels = {};
};

class StageTable {
 public:
  explicit StageTable(std::vector<StageKind> kinds) : kinds_(std::move(kinds)) {}
  /// Null when there is none of this name.
  const StageKind* find(std::string_view name) const {
    for (const StageKind& kind : kinds_)
      if (kind.name == name) return &kind;
    return nullptr;
  }
  const std::vector<StageKind>& kinds() const noexcept { return kinds_; }

 private:
  std::vector<StageKind> kinds_;
};

struct ModelChoice;
/// Loads and runs a model where nothing is lost when that crashes. "" or what happened, to stand behind "which ".
using ModelTrial = std::function<std::string(const ModelChoice&)>;

/// motion, mask, … (stage_table.cpp). `trial`: for every model before it is loaded; none: models are loaded at once.
StageTable make_stages(ModelTrial trial);
/// The same, without a trial; for those who only look, and for tests.
const StageTable& built_in_stages();

/// The keys of which other files are in place; none where one of the two is null.
inline std::vector<std::string> replaced_files(const StageKind& kind, const void* before, const void* after) {
  if (!kind.replaced_files || before == after || before == nullptr || after == nullptr) return {};
  return kind.replaced_files(before, after);
}

/// The weightiest of the rows in which two options structs of this kind differ, where other files count as `rearm`; nothing
/// when they are the same. One that is null differs from nothing.
std::optional<Apply> greatest_change(const StageKind& kind, const void* before, const void* after);

/// One stage of a pipeline as configured.
struct StageSpec {
  std::string use;
  std::shared_ptr<const void> options;  ///< shared: every camera's instance of the stage reads the same options
};

/// A pipeline as configured; many cameras can use it, each with its own Pipeline.
struct PipelineSpec {
  std::string name;
  std::vector<StageSpec> stages;
};

}  // namespace framewake
