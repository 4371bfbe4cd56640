#pragma once
// The stages of one camera, in the order of the config file.

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "frame/encoded_frame.hpp"
#include "frame/rejection.hpp"
#include "frame/result.hpp"
#include "vision/stage.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

class Picture;

/// Used by one thread at a time, but for running().
class Pipeline {
 public:
  /// Every `use` of the spec must be in the table (config/ has checked). `time` times the stages.
  Pipeline(const PipelineSpec& spec, const StageTable& table, const TimeSource& time);

  /// Runs the stages on one frame and fills in `result` all that is found, times.stages and times.decode. Returns why
  /// when the image does not decode (then `result` is of no use). A pipeline whose stages ask for no picture at all
  /// still decodes the cheapest form, so that a corrupt image is never called processed.
  std::optional<Rejection> run(const EncodedFrame& frame, Picture& picture, Result& result);

  /// Thread-safe: the stage that has the frame now; null between frames. What it points to lives as long as this.
  const Stage* running() const noexcept { return running_.load(); }

 private:
  const TimeSource& time_;
  std::vector<std::unique_ptr<Stage>> stages_;
  std::atomic<const Stage*> running_{nullptr};
};

}  // namespace framewake
