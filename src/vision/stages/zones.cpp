#include "vision/stages/zones.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "decode/picture.hpp"
#include "vision/ignored_area.hpp"
#include "vision/misplaced_log.hpp"
#include "vision/polygon_rules.hpp"
#include "vision/zones/counting.hpp"
#include "vision/zones/geometry.hpp"

namespace framewake {
namespace {

class ZonesStage final : public Stage {
 public:
  explicit ZonesStage(std::shared_ptr<const ZonesOptions> options) : options_(std::move(options)) {}

  std::string_view name() const noexcept override { return "zones"; }

  bool change(const std::shared_ptr<const void>& options) override {
    const auto former = std::exchange(options_, std::static_pointer_cast<const ZonesOptions>(options));
    counter_.rename(directions_kept(former->directions));
    laid_out_ = false;
    log_.forget();
    return true;
  }

  void run(StageFrame& frame) override {
    lay_out(frame);
    counter_.begin(frame.arrival);
    if (frame.result.objects)
      for (DetectedObject& object : *frame.result.objects)
        if (object.track) see(object, frame);
    const bool looked = frame.result.objects || !frame.looks_for_objects;
    end(frame, looked);
  }

  /// In a quiet scene nobody is looked for; those who were missing before go.
  void pass_over(StageFrame& frame) override {
    lay_out(frame);
    counter_.begin(frame.arrival);
    end(frame, false);
  }

 private:
  /// For each direction which one it was called before, if any: totals go with the name, as those of the metrics do.
  std::array<std::optional<std::size_t>, 2> directions_kept(const std::vector<std::string>& before) const {
    std::array<std::optional<std::size_t>, 2> kept;
    for (std::size_t now = 0; now < kept.size(); ++now)
      for (std::size_t then = 0; then < kept.size(); ++then)
        if (options_->directions[now] == before[then]) kept[now] = then;
    return kept;
  }

  void end(StageFrame& frame, bool looked) {
    counter_.end(
        settings_, looked,
        [&](const Point& place, const std::string& label) { return is_looked_at(frame, place, label); },
        [&](std::uint64_t track) {
          return !frame.followed ||
                 std::find(frame.followed->begin(), frame.followed->end(), track) != frame.followed->end();
        });
    report(frame);
  }

  void report(StageFrame& frame) const {
    for (const auto& judgement : counter_.judgements()) frame.result.decisions.note(decision_of(judgement));
    if (!options_->polygons.empty()) frame.result.zones.push_back({options_->name, counter_.zone()});
    if (!options_->lines.empty())
      frame.result.lines.push_back(
          {options_->name, {options_->directions[0], options_->directions[1]}, counter_.line()});
  }

  void lay_out(const StageFrame& frame) {
    const View& view = frame.picture.view();
    if (frame.session != session_ || view != view_) counter_.forget();
    session_ = frame.session;
    if (!laid_out_ || view != view_) place(view);
    log_.see(frame.result.camera.str(), view, misplaced_, frame.arrival);
  }

  void place(const View& view) {
    laid_out_ = true;
    view_ = view;
    settings_ = {.areas = seen(options_->polygons),
                 .lines = seen(options_->lines),
                 .inertia = options_->inertia,
                 .dwell = options_->dwell,
                 .forget_after = options_->forget_after};
    misplaced_ = outside_of(view, "polygon", settings_.areas);
    const std::string lines = outside_of(view, "line", settings_.lines);
    misplaced_ += (misplaced_.empty() || lines.empty() ? "" : ", ") + lines;
    if (!misplaced_.empty()) misplaced_ = "zones: " + misplaced_ + " of \"" + printable(options_->name, 63) + "\"";
  }

  /// In pixels of the view. A path in a mirror image begins at its other end: what was on its right stays there.
  std::vector<Polygon> seen(const std::vector<Polygon>& all) const {
    std::vector<Polygon> pixels;
    pixels.reserve(all.size());
    for (const Polygon& one : all) {
      Polygon& added = pixels.emplace_back(in_view(one, view_));
      if (view_.turn().is_mirror_image()) std::reverse(added.begin(), added.end());
    }
    return pixels;
  }

  bool is_wanted(const std::string& label) const {
    return options_->labels.empty() ||
           std::find(options_->labels.begin(), options_->labels.end(), label) != options_->labels.end();
  }

  void see(DetectedObject& object, StageFrame& frame) {
    if (!is_wanted(object.label))
      return frame.result.decisions.note({.reason = Reason::zone_label,
                                          .label = object.label,
                                          .track = object.track,
                                          .box = object.box,
                                          .name = options_->name});
    for (const NewTrack& one : frame.new_tracks)
      if (one.number == *object.track)
        for (const auto& [when, box] : one.path)
          counter_.recall(settings_, one.number, object.label, place_of(box), when);
    if (counter_.see(settings_, *object.track, object.label, place_of(object.box)))
      object.zones.push_back(options_->name);
  }

  Point place_of(const Box& box) const {
    return options_->anchor == ZoneAnchor::bottom ? bottom_centre(box) : centre(box);
  }

  Decision decision_of(const ZoneCounter::Judgement& judgement) const {
    Decision decision{.reason = judgement.reason,
                      .label = judgement.label,
                      .track = judgement.track,
                      .name = options_->name,
                      .value = to_seconds(judgement.time),
                      .limit = to_seconds(judgement.limit)};
    if (judgement.reason == Reason::zone_outside) decision.value = judgement.distance;
    if (judgement.direction) decision.name = options_->name + " " + options_->directions[*judgement.direction];
    return decision;
  }

  std::shared_ptr<const ZonesOptions> options_;
  ZoneCounter counter_;
  CountingSettings settings_;
  std::uint64_t session_ = 0;
  View view_;
  std::string misplaced_;  ///< the places in which nobody can ever be, in words; "" when there is none
  MisplacedLog log_;
  bool laid_out_ = false;  ///< settings_ are of view_ and options_
};

std::optional<std::string> check_directions(const OptionValue& value) {
  const auto& names = std::get<std::vector<std::string>>(value);
  if (names.size() == 2 && names[0] != names[1] && !names[0].empty() && !names[1].empty()) return std::nullopt;
  return "two different texts: what it is called to cross to the right, seen along the line, and to the left";
}

std::optional<std::string> check_name(const OptionValue& value) {
  const auto& name = std::get<std::string>(value);
  if (!name.empty() && name.size() <= 63) return std::nullopt;
  return "a text of 1 to 63 bytes";
}

OptionTable rows() {
  using O = ZonesOptions;
  return OptionsFor<O>{}
      .row("name", &O::name,
           {.text = "What the zone or line is called in results and metrics. No two stages of a "
                    "pipeline have the same. Its totals go with the name: a reload that "
                    "gives it another begins anew.",
            .apply = Apply::rearm,  // what is counted of one zone never goes on under another's name
            .example = "door",
            .check = check_name})
      .row("polygons", &O::polygons,
           {.text =
                "The zone: one or more areas, each a list of at least three points [x, y]: fractions of the picture's "
                "width and height when all lie between 0 and 1, else pixels of the frame as sent (a mixture is "
                "refused).",
            .example = "[[[0.4, 0.5], [0.6, 0.5], [0.6, 1], [0.4, 1]]]",
            .check = check_polygons})
      .row("lines", &O::lines,
           {.text =
                "Lines whose crossings are counted, each a list of two or more points, written as those of `polygons`.",
            .min = 2,
            .example = "[[[0, 0.6], [1, 0.6]]]",
            .check = check_lines})
      .row("directions", &O::directions,
           {.text =
                "What it is called to cross a line to the right, as seen along the line from its first point, and to "
                "the left.",
            .example = R"(["in", "out"])",
            .check = check_directions})
      .row("labels", &O::labels, {.text = "The labels that count; empty: all.", .example = R"(["person"])"})
      .row(
          "inertia", &O::inertia,
          {.text = "Who goes in, out or across counts when it has lasted so long: a box that trembles on the edge does "
                   "not.",
           .min = 0,
           .max = 60'000})
      .row("dwell", &O::dwell,
           {.text = "Who has been in the zone for so long dwells there.", .min = 0, .max = 86'400'000})
      .row("forget_after", &O::forget_after,
           {.text = "Who has been looked for and not been seen for so long has left, though the stage track may go on "
                    "with him (`lost_after`); whom that gives up has left at once.",
            .min = 1,
            .max = 86'400'000})
      .row("anchor", &O::anchor,
           {.text = "Which point of an object's box is its place: the middle of its lower edge (where feet and wheels "
                    "are), or its centre.",
            .choices = {"bottom", "centre"}})
      .table();
}

StageFaults prepare(const ZonesOptions& options, const std::vector<std::string>& before) {
  StageFaults faults;
  if (options.polygons.empty() && options.lines.empty())
    faults.push_back({"polygons", "empty, as is `lines`, allowed: at least one polygon or line", {"lines"}});
  if (std::find(before.begin(), before.end(), "track") == before.end())
    faults.push_back({"use", "\"zones\", which needs a stage track before this one, allowed: after it"});
  return faults;
}

/// A slip of the pen would count nobody, and nobody would know.
StageFaults check_wanted(const ZonesOptions& options, const LabelsBefore& before) {
  StageFaults faults;
  for (const std::string& label : options.labels)
    if (!before.given(label))
      faults.push_back({"labels", "naming \"" + label +
                                      "\", which no stage before this one gives to anything; allowed: labels that a "
                                      "stage detect may find, or \"motion\" where a stage track follows motion"});
  return faults;
}

}  // namespace

StageKind zones_stage() {
  return {.name = "zones",
          .summary = "Counts who is in an area, who stays there, and who crosses a line.",
          .options = rows(),
          .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
            return std::make_unique<ZonesStage>(std::static_pointer_cast<const ZonesOptions>(std::move(options)));
          },
          .prepare =
              [](void* options, const std::vector<std::string>& before) {
                return prepare(*static_cast<const ZonesOptions*>(options), before);
              },
          .check_labels =
              [](const void* options, const LabelsBefore& before) {
                return check_wanted(*static_cast<const ZonesOptions*>(options), before);
              },
          .name_key = "name",
          .has_pixels =
              [](const void* options) {
                const auto& own = *static_cast<const ZonesOptions*>(options);
                return any_in_pixels(own.polygons) || any_in_pixels(own.lines);
              }};
}

}  // namespace framewake
