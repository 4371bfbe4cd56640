#pragma once
// Tells when a configuration's files have changed.

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "app/main_loop.hpp"

namespace framewake {

/// Watches a file, its drop-ins, and where they come and go: an editor that replaces the file, a link that points elsewhere.
/// Bound to the loop's thread.
class ConfigWatch {
 public:
  /// `changed` runs on the loop when nothing more has happened for `quiet`, or ten times that after the first change at the
  /// latest: an editor may need several steps. `loop` must outlive this. Throws std::system_error when the kernel has no
  /// room left for it.
  ConfigWatch(MainLoop& loop, std::filesystem::path file, MainLoop::Task changed,
              milliseconds quiet = milliseconds(200));
  ~ConfigWatch();
  ConfigWatch(const ConfigWatch&) = delete;
  ConfigWatch& operator=(const ConfigWatch&) = delete;

 private:
  void watch_folders();
  void watch_folder(const std::filesystem::path& folder, const std::string& name);
  void read_events();
  bool concerns(int folder, std::uint32_t what, const std::string& name) const;
  void note_change();

  struct Folder {
    std::filesystem::path path;
    std::set<std::string> names;  // in it; "" stands for all drop-ins
  };

  MainLoop& loop_;
  const std::filesystem::path file_;
  const MainLoop::Task changed_;
  const milliseconds quiet_;
  const Descriptor inotify_;
  std::map<int, Folder> folders_;  // by inotify's number
  std::optional<TimePoint> first_change_;
  MainLoop::Timer timer_{};
};

}  // namespace framewake
