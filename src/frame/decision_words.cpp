// What decisions are called, for programs and for people: one row each, docs/why.md has the same.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "frame/decision.hpp"

namespace framewake {
namespace {

constexpr bool passed = true;
constexpr bool stopped = false;
constexpr std::string_view less = "<";
constexpr std::string_view more = ">";
constexpr std::string_view enough = ">=";

using R = Reason;
using U = Unit;
constexpr std::array<ReasonWords, reason_count> table{{
    {R::rejected, "ingest", "rejected", stopped, "", "", U::none, "", "the frame was rejected: {name}"},
    {R::superseded, "handoff", "superseded", stopped, "", "", U::count, "",
     "{value} superseded: a newer frame came before there was time for them"},
    {R::rested, "handoff", "rested", stopped, "", "", U::count, "idle_fps",
     "{value} superseded: nothing went on, so the camera was looked at less often"},
    {R::expired, "process", "expired", stopped, "age", more, U::seconds, "max_age",
     "the frame expired before its turn: {measure}"},
    {R::beside_expired, "process", "beside_expired", stopped, "age", more, U::seconds, "max_age",
     "processed, but the stages that run beside came too late for it: {measure}"},
    {R::beside_failed, "process", "beside_failed", stopped, "", "", U::none, "",
     "processed, but the stages that run beside could not look at it: {name}"},

    {R::motion_first_frame, "motion", "first_frame", stopped, "", "", U::none, "",
     "the first frame since a start or a new connection: the background is learnt from it"},
    {R::motion_other_size, "motion", "other_size", stopped, "", "", U::none, "",
     "the frames have another size: the background is learnt anew"},
    {R::motion_gap, "motion", "gap", stopped, "gap", more, U::seconds, "relearn_gap",
     "no frame for a while, the background is learnt anew: {measure}"},
    {R::motion_lightning, "motion", "lightning", stopped, "changed", more, U::share, "lightning",
     "so much at once is the light, the background is learnt anew: {measure}"},
    {R::motion_camera_moved, "motion", "camera_moved", stopped, "", "", U::pixels, "",
     "the camera was moved, the background is learnt anew: by {value}"},
    {R::motion_warm_up, "motion", "warm_up", stopped, "learning for", less, U::seconds, "warm_up",
     "the background is still being learnt: {measure}"},
    {R::motion_all_masked, "motion", "all_masked", stopped, "", "", U::none, "mask.polygons",
     "masks cover the whole picture: nothing is looked at"},
    {R::motion_masked, "motion", "masked", stopped, "area", enough, U::share, "mask.polygons",
     "something changes where a mask is: {measure}"},
    {R::motion_nothing, "motion", "nothing", stopped, "", "", U::none, "sensitivity", "nothing has changed"},
    {R::motion_shake, "motion", "shake", stopped, "", "", U::pixels, "",
     "the whole picture has moved, which was taken back: by {value}"},
    {R::motion_small, "motion", "small", stopped, "area", less, U::share, "smallest", "{measure}"},
    {R::motion_faint, "motion", "faint", stopped, "", "", U::none, "sensitivity",
     "differs from the background, but nowhere beyond doubt (noise, swaying leaves)"},
    {R::motion_fleeting, "motion", "fleeting", stopped, "", "", U::none, "",
     "tiny, and not there in the frame before (a drop, a spark)"},
    {R::motion_light, "motion", "light", stopped, "", "", U::none, "",
     "the background under another light (a lamp, a shadow)"},
    {R::motion_ghost, "motion", "ghost", stopped, "", "", U::none, "",
     "what stood here has left, or is the rest of what was absorbed: it is background now"},
    {R::motion_moves, "motion", "moves", passed, "area", enough, U::share, "smallest", "moves: {measure}"},
    {R::motion_not_yet, "motion", "not_yet", stopped, "moving for", less, U::seconds, "on_after",
     "not active yet: {measure}"},
    {R::motion_active, "motion", "active", passed, "moving for", enough, U::seconds, "on_after", "active: {measure}"},
    {R::motion_fading, "motion", "fading", passed, "still for", less, U::seconds, "off_after",
     "still active: {measure}"},
    {R::motion_over, "motion", "over", stopped, "still for", enough, U::seconds, "off_after",
     "not active any more: {measure}"},
    {R::motion_gate_shut, "motion", "gate_shut", stopped, "", "", U::none, "gate",
     "nothing moves, so the stages after motion do not run"},

    {R::detect_no_motion, "detect", "no_motion", stopped, "", "", U::none, "when",
     "not looked at: nothing moves, and when is \"motion\""},
    {R::detect_not_time, "detect", "not_time", stopped, "last looked", less, U::seconds, "when",
     "not looked at yet: {measure}"},
    {R::detect_nowhere, "detect", "nowhere", stopped, "", "", U::none, "where",
     "not looked at: no region moves, and where is \"motion\""},
    {R::detect_nothing, "detect", "nothing", stopped, "", "", U::none, "model",
     "the model sees nothing at all, not even faintly"},
    {R::detect_no_numbers, "detect", "no_numbers", stopped, "", "", U::count, "model",
     "{value} of the model's numbers are none (NaN or infinite): it does not count as a look"},
    {R::detect_doubles, "detect", "doubles", stopped, "", "", U::count, "overlap",
     "{value} left out that overlap better ones"},
    {R::detect_class, "detect", "class", stopped, "", "", U::none, "classes", "not among the classes that are wanted"},
    {R::detect_too_small, "detect", "too_small", stopped, "size", less, U::share, "smallest", "{measure}"},
    {R::detect_too_large, "detect", "too_large", stopped, "size", more, U::share, "largest", "{measure}"},
    {R::detect_masked, "detect", "masked", stopped, "", "", U::none, "mask.polygons", "its middle lies under a mask"},
    {R::detect_score, "detect", "score", stopped, "score", less, U::score, "score", "{measure}"},
    {R::detect_found, "detect", "found", passed, "score", enough, U::score, "score", "found: {measure}"},
    {R::detect_too_many, "detect", "too_many", stopped, "objects", more, U::count, "",
     "more than a result can hold: {measure}"},

    {R::track_weak, "track", "weak", stopped, "score", less, U::score, "begin_score", "begins no track: {measure}"},
    {R::track_young, "track", "young", stopped, "seen for", less, U::seconds, "appear_after",
     "has no number yet: {measure}"},
    {R::track_vanished, "track", "vanished", stopped, "seen for", less, U::seconds, "appear_after",
     "gone before it had a number: {measure}"},
    {R::track_began, "track", "began", passed, "seen for", enough, U::seconds, "appear_after",
     "has a number now: {measure}"},
    {R::track_faint, "track", "faint", passed, "score", enough, U::score, "faint",
     "goes on though it is seen only faintly: {measure}"},
    {R::track_lost, "track", "lost", stopped, "not seen for", enough, U::seconds, "lost_after", "lost: {measure}"},

    {R::zone_label, "zones", "label", stopped, "", "", U::none, "labels", "not among the labels that {name} counts"},
    {R::zone_outside, "zones", "outside", stopped, "", "", U::pixels, "polygons",
     "outside zone {name}, {value} from it"},
    {R::zone_entering, "zones", "entering", stopped, "inside for", less, U::seconds, "inertia",
     "not yet in zone {name}: {measure}"},
    {R::zone_entered, "zones", "entered", passed, "inside for", enough, U::seconds, "inertia",
     "in zone {name}: {measure}"},
    {R::zone_leaving, "zones", "leaving", passed, "outside for", less, U::seconds, "inertia",
     "still counts as in zone {name}: {measure}"},
    {R::zone_left, "zones", "left", stopped, "outside for", enough, U::seconds, "inertia",
     "has left zone {name}: {measure}"},
    {R::zone_dwelling_not_yet, "zones", "dwelling_not_yet", stopped, "inside for", less, U::seconds, "dwell",
     "does not dwell in zone {name} yet: {measure}"},
    {R::zone_dwells, "zones", "dwells", passed, "inside for", enough, U::seconds, "dwell",
     "dwells in zone {name}: {measure}"},
    {R::zone_forgotten, "zones", "forgotten", stopped, "not seen for", enough, U::seconds, "forget_after",
     "has left zone {name}: {measure}"},
    {R::zone_lost, "zones", "lost", stopped, "", "", U::none, "track.lost_after",
     "has left zone {name}: the track is lost"},
    {R::line_crossing, "zones", "crossing", stopped, "across for", less, U::seconds, "inertia",
     "not yet across {name}: {measure}"},
    {R::line_turned_back, "zones", "turned_back", stopped, "across for", less, U::seconds, "inertia",
     "came back over {name}: {measure}"},
    {R::line_around, "zones", "around", stopped, "", "", U::none, "lines", "went around the end of {name}, not across"},
    {R::line_crossed, "zones", "crossed", passed, "across for", enough, U::seconds, "inertia",
     "crossed {name}: {measure}"},
    {R::line_lost, "zones", "lost_across", passed, "", "", U::none, "", "crossed {name}: lost on its other side"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].reason) != i || table[i].text.empty()) return false;
  return true;
}
static_assert(in_order(), "a row for each reason, in their order");

std::string with_digits(double number, int digits) {
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%.*g", digits, number);
  return {text, static_cast<std::size_t>(size)};
}

std::string with_decimals(double number, int decimals) {
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%.*f", decimals, number);
  return {text, static_cast<std::size_t>(size)};
}

/// In milliseconds below a second; else in seconds with two digits or more.
std::string duration_text(double seconds, int precision) {
  if (seconds < 0.9995) return with_decimals(seconds * 1000, precision - 2) + " ms";
  return (seconds < 60 ? with_decimals(seconds, precision - 1) : with_decimals(seconds, precision - 2)) + " s";
}

/// The number in its unit, `precision` (2 and more) significant digits or about so many.
std::string number_text(double number, Unit unit, int precision) {
  if (!std::isfinite(number)) return "?";
  switch (unit) {
    case Unit::seconds: return duration_text(number, precision);
    case Unit::pixels:
      return (number >= 1000 ? with_decimals(number, 0) : with_digits(number, number >= 100 ? 3 : precision)) + " px";
    case Unit::count: return with_decimals(number, 0);
    case Unit::none:
    case Unit::share:
    case Unit::score: break;
  }
  return with_digits(number, precision);
}

std::string limit_text(double limit, Unit unit) {
  constexpr int all = 6;
  if (unit != Unit::seconds) return number_text(limit, unit, all);
  return limit < 1 ? with_digits(limit * 1000, all) + " ms" : with_digits(limit, all) + " s";
}

std::string value_text(const Decision& decision, Unit unit) {
  constexpr int most_digits = 6;
  const std::string limit = limit_text(decision.limit, unit);
  int precision = 2;
  std::string value = number_text(decision.value, unit, precision);
  const bool alike = decision.value == decision.limit;
  while (!alike && precision < most_digits &&
         std::strtod(value.c_str(), nullptr) == std::strtod(limit.c_str(), nullptr))
    value = number_text(decision.value, unit, ++precision);
  return value;
}

void replace(std::string& text, std::string_view placeholder, const std::string& by) {
  if (const auto at = text.find(placeholder); at != std::string::npos) text.replace(at, placeholder.size(), by);
}

}  // namespace

const ReasonWords& words_of(Reason reason) noexcept {
  return table[static_cast<std::size_t>(reason)];
}

std::span<const ReasonWords> all_reasons() noexcept {
  return table;
}

std::string_view to_string(Unit unit) noexcept {
  switch (unit) {
    case Unit::none: return "";
    case Unit::share: return "share";
    case Unit::score: return "score";
    case Unit::seconds: return "s";
    case Unit::pixels: return "px";
    case Unit::count: return "count";
  }
  return "?";
}

std::string subject_text(const Decision& decision) {
  std::string text;
  if (decision.track) text = "track " + std::to_string(*decision.track);
  if (!decision.label.empty()) {
    if (!text.empty()) text += ' ';
    text += decision.label.view();
  }
  if (decision.box && !decision.track) {
    const auto& [x, y, width, height] = *decision.box;
    text += (text.empty() ? "[" : " [") + std::to_string(x) + ',' + std::to_string(y) + ',' + std::to_string(width) +
            ',' + std::to_string(height) + ']';
  }
  return text;
}

std::string measure_text(const Decision& decision) {
  const ReasonWords& words = words_of(decision.reason);
  if (words.quantity.empty()) return "";
  std::string text(words.quantity);
  return text.append(" ")
      .append(value_text(decision, words.unit))
      .append(" ")
      .append(words.comparison)
      .append(" ")
      .append(limit_text(decision.limit, words.unit));
}

std::string decision_text(const Decision& decision) {
  const ReasonWords& words = words_of(decision.reason);
  std::string text(words.text);
  replace(text, "{measure}", measure_text(decision));
  replace(text, "{value}", value_text(decision, words.unit));
  replace(text, "{name}", std::string(decision.name.view()));
  if (const auto key = decision.option(); !key.empty()) text.append(" (").append(key).append(")");
  return text;
}

}  // namespace framewake
