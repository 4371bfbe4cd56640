#pragma once
// The stages of one camera, in the order of the config file.

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "frame/encoded_frame.hpp"
#include "frame/first_look.hpp"
#include "frame/rejection.hpp"
#include "frame/result.hpp"
#include "vision/change_log.hpp"
#include "vision/stage.hpp"
#include "vision/stage_table.hpp"
#include "vision/track/numbers.hpp"

namespace framewake {

class Picture;

/// A pipeline's two parts. Both have its name; `later` has no stages when all of them answer at once.
struct PipelineParts {
  PipelineSpec at_once;
  PipelineSpec later;  ///< from the first stage whose option `async` is set, without those behind it that stand alone
};

PipelineParts split_pipeline(const PipelineSpec& spec, const StageTable& table);

/// How many of its stages say what must be hidden in pictures.
unsigned hiding_stages(const PipelineSpec& spec, const StageTable& table);

/// Whether any of its stages names places in pixels of the frame.
bool has_pixels(const PipelineSpec& spec, const StageTable& table);

/// Used by one thread at a time, but for running().
class Pipeline {
 public:
  /// Every `use` of the spec must be in the table (config/ has checked). `time` times the stages.
  /// `former`: the camera's pipeline until now. Each stage of it that the spec still has goes on with what it remembers:
  /// one that is the same, and one that differs only in what it can change between two frames.
  /// `hiding_later`: stages of a later part that say what must be hidden; until they have, nothing may be shown.
  /// `numbers`: the camera's, for its tracks; null: each stage that follows something has its own.
  Pipeline(const PipelineSpec& spec, const StageTable& table, const TimeSource& time,
           std::unique_ptr<Pipeline> former = nullptr, unsigned hiding_later = 0,
           std::shared_ptr<TrackNumbers> numbers = nullptr);

  /// Runs the stages on one frame and fills in `result` all that is found, times.stages and times.decode. Returns why
  /// when the image does not decode (then `result` is of no use). A stage that is a gate may end the pipeline: what the
  /// stages after it would have found is then absent, as are their times. A pipeline whose stages ask for no picture at all
  /// still decodes the cheapest form, so that a corrupt image is never called processed. Whatever the stages have seen, the
  /// boxes in `result` are in pixels of the frame as sent.
  /// frame.first_look: where there is one, these stages go on from it, and `result` has its findings at the end. Where a gate
  /// has ended the first part, they only learn that time passes, and nothing is decoded.
  /// `look`: where not null, gets what a later part of the pipeline must know.
  std::optional<Rejection> run(const EncodedFrame& frame, Picture& picture, Result& result, FirstLook* look = nullptr);

  /// Thread-safe: the stage that has the frame now; null between frames. What it points to lives as long as this.
  const Stage* running() const noexcept { return running_.load(); }

 private:
  struct Part {
    StageSpec spec;
    std::unique_ptr<Stage> stage;
  };

  std::unique_ptr<Stage> take_over(const StageSpec& spec, const StageKind& kind, std::optional<Apply> most);

  const TimeSource& time_;
  const std::shared_ptr<TrackNumbers> numbers_;  // shared with the camera's other pipelines
  const unsigned hiding_;                        ///< stages, of this part and a later one, that say what must be hidden
  std::vector<Part> stages_;
  ChangeLog changes_;
  std::atomic<const Stage*> running_{nullptr};
};

}  // namespace framewake
