// The daemon with stages that misbehave: `wedge` never returns, `throw` fails, `delay` takes its time.
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "cli/cli.hpp"

/// For ThreadSanitizer: the thread in `wedge` is meant to be left behind.
extern "C" const char* __tsan_default_options() {
  return "report_thread_leaks=0:atexit_sleep_ms=0";
}

namespace framewake {
namespace {

struct NoOptions {};
struct DelayOptions {
  milliseconds time{100};
};

class WedgeStage final : public Stage {
 public:
  std::string_view name() const noexcept override { return "wedge"; }
  void run(StageFrame&) override {
    std::mutex mutex;
    std::unique_lock first(mutex);
    std::condition_variable never;
    never.wait(first, [] { return false; });
  }
};

class ThrowStage final : public Stage {
 public:
  std::string_view name() const noexcept override { return "throw"; }
  void run(StageFrame&) override { throw std::runtime_error("as configured"); }
};

class DelayStage final : public Stage {
 public:
  explicit DelayStage(milliseconds time) : time_(time) {}
  std::string_view name() const noexcept override { return "delay"; }
  void run(StageFrame&) override {  // what it simulates is a slow stage, so here the time itself is the point
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable never;
    never.wait_for(lock, time_, [] { return false; });
  }

 private:
  const milliseconds time_;
};

StageTable stages_for_tests() {
  std::vector<StageKind> kinds = built_in_stages().kinds();
  kinds.push_back({"wedge", "never returns", OptionsFor<NoOptions>{}.table(),
                   [](std::shared_ptr<const void>) { return std::make_unique<WedgeStage>(); }});
  kinds.push_back({"throw", "fails", OptionsFor<NoOptions>{}.table(),
                   [](std::shared_ptr<const void>) { return std::make_unique<ThrowStage>(); }});
  kinds.push_back({"delay", "takes its time",
                   OptionsFor<DelayOptions>{}.row("time", &DelayOptions::time, {.text = "how long"}).table(),
                   [](std::shared_ptr<const void> options) {
                     return std::make_unique<DelayStage>(static_cast<const DelayOptions*>(options.get())->time);
                   }});
  return StageTable(std::move(kinds));
}

}  // namespace
}  // namespace framewake

int main(int argc, char** argv) {
  return framewake::run_cli(argc, argv, framewake::stages_for_tests());
}
