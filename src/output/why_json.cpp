#include "output/why_json.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/json_text.hpp"

namespace framewake {
namespace {

std::int64_t whole_ms(Duration duration) {
  return std::chrono::duration_cast<milliseconds>(duration).count();
}

void write_subject(JsonWriter& json, const Decision& decision) {
  if (!decision.label.empty()) json.field("label", decision.label.view());
  if (decision.track) json.field("track", *decision.track);
  if (decision.box) {
    json.key("box").open_array();
    for (const int side : *decision.box) json.value(side);
    json.close_array();
  }
  if (!decision.name.empty()) json.field("name", decision.name.view());
}

void write_measure(JsonWriter& json, const LoggedDecision& logged) {
  constexpr int decimals = 6;
  const Decision& decision = logged.decision;
  const ReasonWords& words = words_of(decision.reason);
  if (words.unit != Unit::none) json.field("value", decision.value, decimals).field("unit", to_string(words.unit));
  if (!words.quantity.empty()) {
    json.field("quantity", words.quantity).field("comparison", words.comparison);
    json.field("limit", decision.limit, decimals).field("closest", logged.closest, decimals);
  }
  if (const auto key = decision.option(); !key.empty()) json.field("key", key);
}

void write_decision(JsonWriter& json, const LoggedDecision& logged, TimePoint now) {
  const Decision& decision = logged.decision;
  const ReasonWords& words = words_of(decision.reason);
  json.open_object().field("verdict", decision.passed() ? "passed" : "stopped").field("stage", words.stage);
  json.field("reason", words.word);
  if (const auto subject = subject_text(decision); !subject.empty()) json.field("subject", subject);
  json.field("text", decision_text(decision));
  json.field("frame", logged.frame).field("age_ms", whole_ms(std::max(now - logged.time, Duration::zero())));
  json.field("frames", logged.frames).field("first_frame", logged.first_frame);
  json.field("for_ms", whole_ms(logged.time - logged.first_time)).field("alike", decision.alike);
  write_subject(json, decision);
  write_measure(json, logged);
  json.close_object();
}

}  // namespace

std::string why_json(const CameraStatus& camera, const std::vector<LoggedDecision>& decisions, TimePoint now) {
  constexpr std::size_t per_decision = 448;
  std::string text;
  text.reserve(256 + decisions.size() * per_decision);
  JsonWriter json(text);
  json.open_object().field("camera", camera.camera.str()).field("state", to_string(camera.state));
  if (!camera.pipeline.empty()) json.field("pipeline", camera.pipeline);
  if (camera.motion_active) json.field("motion_active", *camera.motion_active);
  if (camera.since_last_frame) json.field("last_frame_ms_ago", whole_ms(*camera.since_last_frame));
  json.key("decisions").open_array();
  for (const LoggedDecision& logged : decisions) write_decision(json, logged, now);
  json.close_array().close_object();
  return text + '\n';
}

}  // namespace framewake
