#include "app/daemon_parts.hpp"
#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/stop_sequence.hpp"

namespace framewake {

std::vector<std::string> Daemon::Parts::stop() {
  stopped = true;
  const Duration limit = config.now()->processing.stop_timeout;
  std::vector<std::string> problems;
  StopSequence order;
  order.add("accepting", [&](TimePoint) {
    listener.stop_accepting();
    if (operators != nullptr) operators->stop();
    return true;
  });
  order.add("cameras", [&](TimePoint) {
    listener.close_all(limit / 4);
    return true;
  });
  order.add("processors", [&](TimePoint deadline) {
    processors.request_stop();
    later_processors.request_stop();
    const TimePoint then = deadline - limit / 10;
    if (processors.join_until(then) && later_processors.join_until(then)) return true;
    problems.push_back(stuck_workers(workers(), time.now(), Duration::zero()));
    return false;
  });
  order.add("pictures", [&](TimePoint deadline) {
    pictures.request_stop();
    if (pictures.join_until(deadline - limit / 20)) return true;
    problems.emplace_back("fw-view still makes a picture");
    return false;
  });
  order.add("net thread", [&](TimePoint deadline) {
    net.finish();
    if (net.join_until(deadline)) return true;
    problems.emplace_back("fw-net still has open work");
    return false;
  });
  order.add("frames that waited",
            [&](TimePoint) {  // the net thread has put in what it had read before it heard of the end
              exchange.expire_waiting();
              later_exchange.expire_waiting();
              return true;
            });
  order.run(steady_time(), limit);
  say_final_account();
  return problems;
}

void Daemon::Parts::say_final_account() {
  const auto text = [](const FateCounts& fates) {
    return fmt::format("received {} = processed {} + superseded {} + expired {} + rejected {} + in flight {}",
                       fates.received, fates.processed, fates.superseded, fates.expired, fates.rejected,
                       fates.in_flight);
  };
  for (const CameraStatus& camera : camera_statuses(status_parts())) {
    const std::string name = camera.camera.str();
    log_with(spdlog::level::info, "camera " + name + ": " + text(camera.fates), {{"CAMERA", name}});
    if (camera.follow_ups)
      log_with(spdlog::level::info, "camera " + name + ", looked at beside: " + text(*camera.follow_ups),
               {{"CAMERA", name}});
  }
}

}  // namespace framewake
