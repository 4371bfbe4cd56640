#include "output/result_json.hpp"

#include <algorithm>
#include <numeric>

#include "base/json_text.hpp"

namespace framewake {
namespace {

/// Characters of a typical message: enough that the text grows at most once.
std::size_t expected_size(const Result& result) {
  constexpr std::size_t fixed = 320;
  constexpr std::size_t per_region = 24;
  constexpr std::size_t per_object = 128;
  const std::size_t regions = result.motion ? result.motion->regions.size() : 0;
  const std::size_t objects = result.objects ? result.objects->size() : 0;
  constexpr std::size_t per_counter = 160;
  const std::size_t counters = result.zones.size() + result.lines.size();
  return fixed + regions * per_region + objects * per_object + counters * per_counter;
}

void write_box(JsonWriter& json, const Box& box) {
  json.open_array();
  for (const int side : box) json.value(side);
  json.close_array();
}

void write_stages(JsonWriter& json, const std::vector<StageTime>& stages) {
  json.key("stages").open_object();
  for (auto stage = stages.begin(); stage != stages.end(); ++stage) {
    const auto same_name = [&](const StageTime& other) { return other.stage == stage->stage; };
    if (std::any_of(stages.begin(), stage, same_name)) continue;
    const auto spent = std::accumulate(stage, stages.end(), Duration{}, [&](Duration sum, const StageTime& other) {
      return same_name(other) ? sum + other.spent : sum;
    });
    json.field(stage->stage, to_us(spent));
  }
  json.close_object();
}

void write_times(JsonWriter& json, const ResultTimes& times) {
  json.key("times_us").open_object();
  if (times.capture) json.field("capture", times.capture->count());
  json.field("wait", to_us(times.wait)).field("decode", to_us(times.decode));
  write_stages(json, times.stages);
  json.field("total", to_us(times.total)).close_object();
}

void write_motion(JsonWriter& json, const MotionResult& motion) {
  json.key("motion").open_object().field("active", motion.active).field("area", motion.area, 6);
  json.key("regions").open_array();
  for (const Box& region : motion.regions) write_box(json, region);
  json.close_array().close_object();
}

void write_object(JsonWriter& json, const DetectedObject& object) {
  json.open_object().field("label", object.label).field("score", object.score, 4).key("box");
  write_box(json, object.box);
  if (object.track) json.field("track", *object.track);
  if (object.stationary) json.field("stationary", true);
  if (!object.zones.empty()) {
    json.key("zones").open_array();
    for (const auto& zone : object.zones) json.value(zone);
    json.close_array();
  }
  json.close_object();
}

void write_zone(JsonWriter& json, const ZoneResult& zone) {
  json.open_object().field("name", zone.name).key("labels").open_object();
  for (const ZoneCounts& counts : zone.labels) {
    json.key(counts.label).open_object().field("inside", counts.inside).field("dwelling", counts.dwelling);
    json.field("entered", counts.entered).field("left", counts.left).field("dwelt", counts.dwelt).close_object();
  }
  json.close_object().close_object();
}

void write_line(JsonWriter& json, const LineResult& line) {
  json.open_object().field("name", line.name).key("labels").open_object();
  for (const LineCounts& counts : line.labels) {
    json.key(counts.label).open_object();
    for (std::size_t way = 0; way < counts.crossed.size(); ++way) json.field(line.directions[way], counts.crossed[way]);
    json.close_object();
  }
  json.close_object().close_object();
}

void write_next(JsonWriter& json, const NextFrames& next) {
  json.key("next").open_object();
  if (next.fps) json.field("fps", *next.fps, 1);
  if (next.size) json.key("size").open_array().value((*next.size)[0]).value((*next.size)[1]).close_array();
  json.close_object();
}

/// An array under this key, when there is anything to put into it.
template <class T, class Write>
void write_list(JsonWriter& json, const char* key, const std::vector<T>& list, Write write) {
  if (list.empty()) return;
  json.key(key).open_array();
  for (const T& element : list) write(json, element);
  json.close_array();
}

}  // namespace

std::string result_json(const Result& result, std::string_view type) {
  std::string text;
  text.reserve(expected_size(result));
  JsonWriter json(text);
  json.open_object().field("type", type).field("camera", result.camera.str()).field("frame", result.frame);
  if (result.seq) json.field("seq", *result.seq);
  json.field("superseded", result.superseded);
  json.key("size").open_array().value(result.width).value(result.height).close_array();
  write_times(json, result.times);
  if (result.motion) write_motion(json, *result.motion);
  if (result.objects) {
    json.key("objects").open_array();
    for (const auto& object : *result.objects) write_object(json, object);
    json.close_array();
  }
  write_list(json, "zones", result.zones, write_zone);
  write_list(json, "lines", result.lines, write_line);
  if (result.next) write_next(json, *result.next);
  json.close_object();
  return text;
}

std::string expired_json(std::uint64_t frame) {
  std::string text;
  JsonWriter(text).open_object().field("type", "expired").field("frame", frame).close_object();
  return text;
}

}  // namespace framewake
