#include "app/daemon.hpp"
#include "base/log.hpp"
#include "bench/freshness/designs.hpp"
#include "bench/support/report.hpp"

namespace framewake::bench {
namespace {

class SlowStage final : public Stage {
 public:
  SlowStage(const SlowWork& work, std::vector<double>& waits_us) : work_(work), waits_us_(waits_us) {}
  std::string_view name() const noexcept override { return "slow"; }
  void run(StageFrame& frame) override {
    waits_us_.push_back(static_cast<double>(to_us(frame.result.times.wait)));
    work_(frame.result.frame);
  }

 private:
  const SlowWork& work_;
  std::vector<double>& waits_us_;
};

Config config_with_slow_stage() {
  Config config;
  config.ingest.listen = "127.0.0.1:0";
  config.http.listen = "";
  config.pipelines["default"] = {"default", {{"slow", nullptr}}};
  return config;
}

/// The whole daemon, as it is but for a pipeline of one slow stage.
class Framewake final : public Design {
 public:
  Framewake(SlowWork work, std::vector<double>& waits_us)
      : work_(std::move(work)),
        stages_({StageKind{.name = "slow",
                           .summary = "",
                           .options = {},
                           .make = [this, &waits_us](const std::shared_ptr<const void>&) -> std::unique_ptr<Stage> {
                             return std::make_unique<SlowStage>(work_, waits_us);
                           }}}),
        daemon_((spdlog::set_level(spdlog::level::warn), config_with_slow_stage()), stages_) {}

  std::uint16_t port() const override { return daemon_.ingest_port(); }
  std::uint64_t received() override {
    for (const CameraStatus& camera : daemon_.cameras()) {
      if (camera.camera.str() != "front") continue;
      if (!camera.fates.balanced() || camera.fates.rejected != 0)
        throw Broken("freshness: frames were rejected, or the account does not balance");
      return camera.fates.received;
    }
    throw Broken("freshness: the daemon does not know the camera");
  }

 private:
  const SlowWork work_;
  const StageTable stages_;
  Daemon daemon_;
};

}  // namespace

std::unique_ptr<Design> make_framewake_design(SlowWork work, std::vector<double>& waits_us) {
  return std::make_unique<Framewake>(std::move(work), waits_us);
}

}  // namespace framewake::bench
