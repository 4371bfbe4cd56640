#include "cli/why_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/log.hpp"

namespace framewake {
namespace {

using nlohmann::json;

constexpr std::size_t longest = 400;  ///< bytes of any one text from elsewhere

std::string span_text(double milliseconds) {
  const double s = milliseconds / 1000;
  char text[64];
  if (s < 1)
    std::snprintf(text, sizeof text, "%.0f ms", milliseconds);
  else if (s < 10)
    std::snprintf(text, sizeof text, "%.1f s", s);
  else if (s < 120)
    std::snprintf(text, sizeof text, "%.0f s", s);
  else if (s < 7200)
    std::snprintf(text, sizeof text, "%.0f min", s / 60);
  else
    std::snprintf(text, sizeof text, "%.1f h", s / 3600);
  return text;
}

std::string of(const json& object, const char* key) {
  return printable(object.value(key, ""), longest);
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

/// How often in a row, and the value that came closest, where that says more than the newest.
std::string run_text(const json& decision) {
  const auto frames = decision.value("frames", std::uint64_t{1});
  const auto alike = decision.value("alike", std::uint64_t{1});
  std::vector<std::string> notes;
  if (frames > 1) notes.push_back(std::to_string(frames) + " frames in " + span_text(decision.value("for_ms", 0.0)));
  if (alike > 1) notes.push_back(std::to_string(alike) + " of them in the last frame");
  const std::string unit = decision.value("unit", "");
  if (frames > 1 && decision.contains("closest") && (unit == "share" || unit == "score")) {
    const std::string closest = number(decision.at("closest").get<double>());
    if (closest != number(decision.value("value", 0.0))) notes.push_back("closest " + closest);
  }
  std::string text;
  for (const std::string& note : notes) text += (text.empty() ? "  [" : "; ") + note;
  return text.empty() ? text : text + ']';
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string line_of(const json& decision) {
  constexpr std::size_t when = 11, verdict = 8, stage = 8;
  const std::string subject = of(decision, "subject");
  return padded(ago(decision.value("age_ms", 0.0)), when) + ' ' + padded(of(decision, "verdict"), verdict) +
         padded(of(decision, "stage"), stage) + (subject.empty() ? "" : subject + ": ") + of(decision, "text") +
         run_text(decision) + '\n';
}

std::string headline(const json& answer) {
  std::string text = of(answer, "camera") + ": " + of(answer, "state");
  if (answer.contains("last_frame_ms_ago"))
    text += ", last frame " + ago(answer.at("last_frame_ms_ago").get<double>());
  else
    text += ", no frame has come yet";
  if (answer.contains("motion_active"))
    text += answer.at("motion_active").get<bool>() ? ", motion active" : ", motion not active";
  const std::string pipeline = of(answer, "pipeline");
  return (pipeline.empty() ? text : text + ", pipeline " + pipeline) + '\n';
}

}  // namespace

std::string ago(double milliseconds) {
  return milliseconds < 1000 ? "just now" : span_text(milliseconds) + " ago";
}

std::optional<std::string> why_text(std::string_view text) {
  try {
    const json answer = json::parse(text);
    std::string lines = headline(answer);
    const json& decisions = answer.at("decisions");
    if (decisions.empty()) lines += "nothing has been decided yet\n";
    for (const json& decision : decisions) lines += line_of(decision);
    return lines;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace framewake
