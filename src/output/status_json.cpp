#include "output/status_json.hpp"

#include "base/json_text.hpp"

namespace framewake {
namespace {

double to_ms(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

void write_fates(JsonWriter& json, const FateCounts& fates) {
  json.field("received", fates.received)
      .field("processed", fates.processed)
      .field("superseded", fates.superseded)
      .field("expired", fates.expired)
      .field("rejected", fates.rejected)
      .field("in_flight", fates.in_flight);
}

void write_age(JsonWriter& json, const CameraStatus& camera) {
  if (!camera.age_p50 && !camera.age_p99) return;
  json.key("age_ms").open_object();
  if (camera.age_p50) json.field("p50", to_ms(*camera.age_p50), 3);
  if (camera.age_p99) json.field("p99", to_ms(*camera.age_p99), 3);
  json.close_object();
}

void write_motion(JsonWriter& json, const CameraStatus& camera) {
  if (!camera.motion_active && !camera.motion_area) return;
  json.key("motion").open_object();
  if (camera.motion_active) json.field("active", *camera.motion_active);
  if (camera.motion_area) json.field("area", *camera.motion_area, 6);
  json.close_object();
}

void write_camera(JsonWriter& json, const CameraStatus& camera) {
  json.key(camera.camera.str()).open_object();
  json.field("state", to_string(camera.state)).field("connected", camera.connected);
  write_fates(json, camera.fates);
  if (camera.follow_ups) {
    json.key("follow_ups").open_object();
    write_fates(json, *camera.follow_ups);
    json.close_object();
  }
  if (camera.idle) json.field("idle", true);
  json.field("fps", camera.fps, 2).field("processed_fps", camera.processed_fps, 2);
  write_age(json, camera);
  if (camera.width > 0 && camera.height > 0)
    json.key("size").open_array().value(camera.width).value(camera.height).close_array();
  write_motion(json, camera);
  if (!camera.pipeline.empty()) json.field("pipeline", camera.pipeline);
  json.field("replies_dropped", camera.replies_dropped);
  if (camera.since_last_frame) json.field("last_frame_ms_ago", to_ms(*camera.since_last_frame), 0);
  json.close_object();
}

}  // namespace

std::string status_json(const DaemonStatus& status) {
  constexpr std::size_t per_camera = 384;
  std::string text;
  text.reserve(64 + status.cameras.size() * per_camera);
  JsonWriter json(text);
  json.open_object().field("version", status.version);
  json.field("uptime", to_seconds(status.uptime), 3).key("cameras").open_object();
  for (const auto& camera : status.cameras) write_camera(json, camera);
  json.close_object().close_object();
  return text;
}

}  // namespace framewake
