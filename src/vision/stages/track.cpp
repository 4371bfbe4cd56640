#include "vision/stages/track.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "decode/picture.hpp"
#include "vision/detect/crops.hpp"
#include "vision/track/tracker.hpp"

namespace framewake {
namespace {

TrackerSettings settings_of(const TrackOptions& options) {
  return {.appear_after = options.appear_after,
          .lost_after = options.lost_after,
          .stationary_after = options.stationary_after,
          .overlap = options.overlap,
          .begin_score = options.begin_score};
}

Sighting sighting_of(const DetectedObject& object, bool faint) {
  const Box& box = object.box;
  return {object.label, object.score, cv::Rect2d(box[0], box[1], box[2], box[3]), faint};
}

class TrackStage final : public Stage {
 public:
  explicit TrackStage(std::shared_ptr<const TrackOptions> options)
      : options_(std::move(options)), tracker_(settings_of(*options_)) {}

  std::string_view name() const noexcept override { return "track"; }

  bool change(const std::shared_ptr<const void>& options) override {
    options_ = std::static_pointer_cast<const TrackOptions>(options);
    tracker_.change(settings_of(*options_));
    return true;
  }

  void run(StageFrame& frame) override {
    begin(frame);
    follow(frame);
    tell_who_is_followed(frame);
  }

  void pass_over(StageFrame& frame) override {
    begin(frame);
    tell_who_is_followed(frame);
  }

 private:
  void begin(StageFrame& frame) {
    forget_another_scene(frame);
    tracker_.number_from(frame.numbers);
    tracker_.come(frame.arrival, frame.silence.value_or(Duration::zero()));
    say_what_changed(frame.result.decisions);
  }

  void follow(StageFrame& frame) {
    const bool of_motion =
        options_->what == TrackWhat::motion || (options_->what == TrackWhat::automatic && !frame.looks_for_objects);
    // What is followed: objects from here on, and what is nearly one.
    const std::size_t first = of_motion && frame.result.objects ? frame.result.objects->size() : 0;
    const std::vector<DetectedObject> nobody;
    const std::vector<DetectedObject>& faint = of_motion ? nobody : frame.faint;
    if (of_motion && !frame.result.motion) return;
    if (of_motion) take_regions(frame.result);
    if (!frame.result.objects) return;  // nobody has looked: what there was is neither seen nor missed
    std::vector<DetectedObject>& objects = *frame.result.objects;

    std::vector<Sighting> seen;
    seen.reserve(objects.size() - first + faint.size());
    for (std::size_t i = first; i < objects.size(); ++i)
      seen.push_back(sighting_of(objects[i], objects[i].score < options_->begin_score));
    for (const DetectedObject& object : faint)
      if (object.score >= options_->faint) seen.push_back(sighting_of(object, true));
    const auto ids = tracker_.update(seen, frame.arrival, [&](const cv::Rect2d& box, const std::string& label) {
      return is_looked_at(frame, {box.x + box.width / 2, box.y + box.height / 2}, label);
    });
    say_what_changed(frame.result.decisions);
    tell_who_is_new(frame);
    std::size_t at = 0;
    for (std::size_t i = first; i < objects.size(); ++i, ++at) {
      if (!ids[at] && seen[at].faint) frame.result.decisions.note(weak(objects[i]));
      number(objects[i], ids[at]);
    }
    // Seen faintly, and still the same as before: it counts.
    for (const DetectedObject& object : faint) {
      if (!(object.score >= options_->faint)) continue;
      if (const auto& id = ids[at++]) number(objects.emplace_back(object), id);
    }
  }

  void tell_who_is_new(StageFrame& frame) const {
    for (const Tracker::Change& change : tracker_.changes()) {
      const Track* track = change.kind == Tracker::Change::Kind::began ? tracker_.find(change.id) : nullptr;
      if (track == nullptr || track->path.empty()) continue;
      NewTrack& told = frame.new_tracks.emplace_back(NewTrack{.number = track->id, .path = {}});
      for (const auto& [when, where] : track->path)
        if (const auto box = box_within(where, size_)) told.path.emplace_back(when, *box);
    }
  }

  void tell_who_is_followed(StageFrame& frame) const {
    auto& followed = frame.followed ? *frame.followed : frame.followed.emplace();
    for (const Track& track : tracker_.tracks())
      if (track.id != 0) followed.push_back(track.id);
  }

  /// A camera that has connected anew, or sends pictures of another size, shows something else.
  void forget_another_scene(const StageFrame& frame) {
    const cv::Size size(frame.picture.width(), frame.picture.height());
    if (frame.session == session_ && size == size_) return;
    session_ = frame.session;
    size_ = size;
    tracker_.forget();
  }

  static void take_regions(Result& result) {
    if (!result.objects) result.objects.emplace();
    auto& objects = *result.objects;
    for (const Box& region : result.motion->regions) objects.push_back({motion_label, 1, region, {}, {}, false});
  }

  void say_what_changed(FrameDecisions& decisions) const {
    for (const Tracker::Change& change : tracker_.changes()) decisions.note(decision_of(change));
  }

  Decision weak(const DetectedObject& object) const {
    return {.reason = Reason::track_weak,
            .label = object.label,
            .box = object.box,
            .value = object.score,
            .limit = options_->begin_score};
  }

  Decision decision_of(const Tracker::Change& change) const {
    Decision decision{.value = to_seconds(change.time), .limit = to_seconds(options_->appear_after)};
    if (change.id != 0) decision.track = change.id;
    decision.label = change.label;
    if (change.sighting != nullptr) {
      decision.label = change.sighting->label;
      decision.box = box_within(change.sighting->box, size_);
    }
    switch (change.kind) {
      case Tracker::Change::Kind::young: decision.reason = Reason::track_young; break;
      case Tracker::Change::Kind::began: decision.reason = Reason::track_began; break;
      case Tracker::Change::Kind::vanished: decision.reason = Reason::track_vanished; break;
      case Tracker::Change::Kind::lost:
        decision.reason = Reason::track_lost;
        decision.limit = to_seconds(options_->lost_after);
        break;
      case Tracker::Change::Kind::faint:
        decision.reason = Reason::track_faint;
        decision.value = change.sighting->score;
        decision.limit = options_->faint;
        break;
    }
    return decision;
  }

  void number(DetectedObject& object, const std::optional<std::uint64_t>& id) const {
    object.track = id;
    const Track* track = id ? tracker_.find(*id) : nullptr;
    if (track == nullptr) return;
    object.stationary = track->stationary;
    if (const auto box = box_within(track->motion.box(), size_)) object.box = *box;
  }

  std::shared_ptr<const TrackOptions> options_;
  Tracker tracker_;
  std::uint64_t session_ = 0;
  cv::Size size_;
};

OptionTable rows() {
  using O = TrackOptions;
  return OptionsFor<O>{}
      .row("what", &O::what,
           {.text = "What to follow: the objects of a stage detect, or the regions of a stage motion (as objects with "
                    "the label motion); auto: objects where a stage detect stands before, else motion.",
            .choices = {"auto", "objects", "motion"}})
      .row("appear_after", &O::appear_after,
           {.text = "Something gets its number when it has been seen for so long.", .min = 0, .max = 60'000})
      .row(
          "lost_after", &O::lost_after,
          {.text = "Something that has been looked for and not been seen for so long is gone; what comes afterwards is "
                   "new.",
           .min = 1,
           .max = 600'000})
      .row("stationary_after", &O::stationary_after,
           {.text = "Something that has kept its place for so long is `stationary`.", .min = 0, .max = 86'400'000})
      .row("begin_score", &O::begin_score,
           {.text = "How sure the model must be for a new track; to go on with one takes less.", .min = 0, .max = 1})
      .row("overlap", &O::overlap,
           {.text =
                "Expert: the least share of both together that a box and the place where its track is expected have in "
                "common (IoU), both widened where that is in doubt.",
            .unit = "share",
            .min = 0.01,
            .max = 1})
      .row("faint", &O::faint,
           {.text = "Expert: what has at least this score, though less than the stage detect asks for, may still go on "
                    "with a track.",
            .min = 0,
            .max = 1})
      .table();
}

StageFaults prepare(TrackOptions& options, const std::vector<std::string>& before) {
  const auto is_before = [&](const char* stage) {
    return std::find(before.begin(), before.end(), stage) != before.end();
  };
  options.of_motion =
      options.what == TrackWhat::motion || (options.what == TrackWhat::automatic && !is_before("detect"));
  if (options.what == TrackWhat::objects && !is_before("detect"))
    return {{"what", "\"objects\", which needs a stage detect before this one, allowed: after it"}};
  if (options.what == TrackWhat::motion && !is_before("motion"))
    return {{"what", "\"motion\", which needs a stage motion before this one, allowed: after it"}};
  if (!is_before("detect") && !is_before("motion"))
    return {{"what", "\"auto\", which needs a stage detect or motion before this one, allowed: after one of them"}};
  return {};
}

}  // namespace

StageKind track_stage() {
  return {.name = "track",
          .summary = "Follows objects from frame to frame: each gets a number that stays, `track` in the result.",
          .options = rows(),
          .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
            return std::make_unique<TrackStage>(std::static_pointer_cast<const TrackOptions>(std::move(options)));
          },
          .prepare =
              [](void* options, const std::vector<std::string>& before) {
                return prepare(*static_cast<TrackOptions*>(options), before);
              },
          .gives =
              [](const void* options, const std::string& label) {
                return label == motion_label && static_cast<const TrackOptions*>(options)->of_motion;
              }};
}

}  // namespace framewake
