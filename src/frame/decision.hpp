#pragma once
// Why a frame, or something in it, went on or did not: what a gate has decided, in numbers. Words are made of it only when
// somebody asks.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "frame/short_text.hpp"

namespace framewake {

/// What there is to decide, in the order of a frame's way; decision_words.cpp has the words, docs/why.md tells them.
enum class Reason : std::uint8_t {
  // ingest, handoff, process
  rejected,
  superseded,
  rested,
  expired,
  beside_expired,
  beside_failed,
  // motion
  motion_first_frame,
  motion_other_size,
  motion_gap,
  motion_lightning,
  motion_camera_moved,
  motion_warm_up,
  motion_all_masked,
  motion_masked,
  motion_nothing,
  motion_shake,
  motion_small,
  motion_faint,
  motion_fleeting,
  motion_light,
  motion_ghost,
  motion_moves,
  motion_not_yet,
  motion_active,
  motion_fading,
  motion_over,
  motion_gate_shut,
  // detect
  detect_no_motion,
  detect_not_time,
  detect_nowhere,
  detect_nothing,
  detect_no_numbers,
  detect_doubles,
  detect_class,
  detect_too_small,
  detect_too_large,
  detect_masked,
  detect_score,
  detect_found,
  detect_too_many,
  // track
  track_weak,
  track_young,
  track_vanished,
  track_began,
  track_faint,
  track_lost,
  // zones
  zone_label,
  zone_outside,
  zone_entering,
  zone_entered,
  zone_leaving,
  zone_left,
  zone_dwelling_not_yet,
  zone_dwells,
  zone_forgotten,
  zone_lost,
  line_crossing,
  line_turned_back,
  line_around,
  line_crossed,
  line_lost,
};
inline constexpr std::size_t reason_count = static_cast<std::size_t>(Reason::line_lost) + 1;

/// What the compared numbers are.
enum class Unit : std::uint8_t { none, share, score, seconds, pixels, count };
std::string_view to_string(Unit unit) noexcept;

/// What is known of a reason before it happens.
struct ReasonWords {
  Reason reason;
  std::string_view stage;       ///< who decides: a stage, or ingest, handoff, process
  std::string_view word;        ///< for programs; together with the stage it is unique
  bool passed;                  ///< it was let through; else stopped
  std::string_view quantity;    ///< "area"; "" when no numbers are compared
  std::string_view comparison;  ///< "<", ">", ">=": of the value with the limit, as it came out
  Unit unit;
  std::string_view key;   ///< the option that sets the limit, or would change the decision; "": none
  std::string_view text;  ///< with {measure}, {value} and {name} for what is known only then
};
const ReasonWords& words_of(Reason reason) noexcept;
/// All of them, in order.
std::span<const ReasonWords> all_reasons() noexcept;

/// One decision. Plain numbers: taking it down costs little and allocates nothing.
struct Decision {
  Reason reason = Reason::rejected;
  ShortText<31> label = {};                    ///< of what it is about: "person", "region"; empty: the frame as a whole
  std::optional<std::uint64_t> track = {};     ///< its number
  std::optional<std::array<int, 4>> box = {};  ///< where it is: x, y, width, height in pixels of the frame as sent
  ShortText<95> name = {};                     ///< the zone, the line's direction, a rejection's detail
  double value = 0;                            ///< what was compared, in the unit of the reason …
  double limit = 0;                            ///< … with what
  /// Where not the option that the reason's words name has set the limit, but another one; a literal.
  std::string_view key = {};
  std::uint32_t alike = 1;  ///< how many there were in the frame; this one came closest to the other verdict

  /// The option that sets the limit, or would change the decision; "": none.
  std::string_view option() const noexcept { return key.empty() ? words_of(reason).key : key; }
  bool passed() const noexcept { return words_of(reason).passed; }
  /// Of one kind and about the same thing: then the newer one stands for both.
  bool same_matter(const Decision& other) const noexcept {
    return reason == other.reason && track == other.track && label == other.label && name == other.name;
  }
};

/// "person [812,300,96,210]", "track 12 person"; "" for the frame as a whole.
std::string subject_text(const Decision& decision);
/// "area 0.0041 < 0.005"; "" when no numbers are compared. The value has so many digits that it differs from the limit.
std::string measure_text(const Decision& decision);
/// One line for people without who or where: "area 0.0041 < 0.005 (smallest)".
std::string decision_text(const Decision& decision);

}  // namespace framewake
