#include "app/duties.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace framewake {
namespace {

constexpr Duration longest_look = std::chrono::seconds(1);
constexpr Duration status_every = std::chrono::seconds(3);

Duration look_interval(const ServiceManager& manager) {
  const auto limit = manager.watchdog_limit();
  return limit ? std::min(longest_look, *limit / 4) : longest_look;
}

/// The watchdog is fed twice within its limit: so long the net thread may let a question wait.
HealthLimits limits_of(const ServiceManager& manager, Duration stall) {
  const auto limit = manager.watchdog_limit();
  return {.net_silence = limit ? *limit / 2 : stall, .stall = stall};
}

}  // namespace

std::string one_line(const std::vector<CameraStatus>& cameras) {
  std::size_t live = 0;
  double fps = 0;
  const CameraStatus* oldest = nullptr;
  for (const CameraStatus& camera : cameras) {
    if (camera.state != CameraState::live) continue;
    ++live;
    fps += camera.fps;
    if (camera.age_p50 && camera.age_p99 && (oldest == nullptr || *camera.age_p99 > *oldest->age_p99)) oldest = &camera;
  }
  if (cameras.empty()) return "no camera yet";
  std::string line = fmt::format("{} of {} camera{} live", live, cameras.size(), cameras.size() == 1 ? "" : "s");
  if (live > 0) line += fmt::format(", {:.1f} frames/s", fps);
  if (oldest == nullptr) return line;
  const auto ms = [](Duration d) { return static_cast<double>(to_us(d)) / 1000; };
  return line + fmt::format(", age p50 {:.1f} ms p99 {:.1f} ms ({})", ms(*oldest->age_p50), ms(*oldest->age_p99),
                            oldest->camera.str());
}

Duties::Duties(ServiceManager& manager, VitalSigns signs, Cameras cameras, Duration stall, const TimeSource& time,
               CertificateTerms certificates)
    : manager_(manager),
      cameras_(std::move(cameras)),
      certificates_(std::move(certificates)),
      time_(time),
      look_every_(look_interval(manager)),
      health_(std::move(signs), limits_of(manager, stall), time),
      states_(time),
      next_feed_(time.now()),
      next_status_(time.now()) {}

TimePoint Duties::attend() {
  const TimePoint now = time_.now();
  const bool well = health_.look();
  feed(now, well);
  tell_status(now, well);
  const TimePoint next_look = now + look_every_;
  return well && manager_.watchdog_limit() ? std::min(next_look, next_feed_) : next_look;
}

void Duties::remark(std::string text) {
  remark_ = std::move(text);
  next_status_ = time_.now();
  tell_status(next_status_, was_well_);
}

void Duties::feed(TimePoint now, bool well) {
  if (!well || now < next_feed_) return;
  const auto limit = manager_.watchdog_limit();
  if (!limit) return;
  manager_.watchdog();
  next_feed_ = now + *limit / 2;
}

void Duties::tell_status(TimePoint now, bool well) {
  if (now < next_status_ && well == was_well_) return;
  was_well_ = well;
  next_status_ = now + status_every;
  const std::vector<CameraStatus> cameras = cameras_();
  tell_journal(cameras);
  std::string line = well ? one_line(cameras) : "wedged: " + health_.problem();
  if (!remark_.empty()) line += "; " + remark_;
  if (line == said_) return;
  manager_.status(line);
  said_ = std::move(line);
}

void Duties::tell_journal(const std::vector<CameraStatus>& cameras) {
  states_.look(cameras);
  if (certificates_) expiry_.look(certificates_(), time_.now(), std::chrono::system_clock::now());
}

}  // namespace framewake
