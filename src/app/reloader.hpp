#pragma once
// Reload without a blink: reads the configuration again, and puts in effect what can be while cameras stream.

#include <functional>
#include <memory>
#include <string_view>

#include "app/daemon.hpp"
#include "app/main_loop.hpp"
#include "app/reload_plan.hpp"
#include "config/loader.hpp"
#include "http/operator_control.hpp"

namespace framewake {

class ConfigWatch;

/// Bound to the main thread, where not said otherwise.
class Reloader final : public OperatorControl {
 public:
  /// What is to be read; asked for each time.
  using Source = std::function<LoadRequest()>;

  /// `loop` and `stages` must outlive this.
  Reloader(MainLoop& loop, Source source, const StageTable& stages);
  ~Reloader() override;

  /// From here on there is a daemon to reload, until the loop has ended; with reload.on_change its files are watched.
  void serve(Daemon& daemon);

  /// Reads the configuration whole. When all of it is fine, puts in effect what takes no restart; otherwise nothing changes.
  /// Either way it is logged. `asked_by`: for the log.
  ReloadReport reload(std::string_view asked_by);

  /// Thread-safe: asks the main thread.
  void reload(Done done) override;

  /// Called before and after each reload; for the service manager.
  std::function<void()> on_begin;
  std::function<void(const ReloadReport&)> on_end;

 private:
  ReloadReport read_and_apply();
  void follow(const Config& running, const Config& wanted);
  void files_changed();
  void watch_files();
  void log(const ReloadReport& report, std::string_view asked_by) const;

  MainLoop& loop_;
  const Source source_;
  const StageTable& stages_;
  Daemon* daemon_ = nullptr;
  std::unique_ptr<ConfigWatch> watch_;
  std::vector<ConfigProblem> last_problems_;
};

}  // namespace framewake
