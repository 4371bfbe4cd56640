#pragma once
// Tells when a configuration's files, and those that it names, have changed.

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

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

  /// These files are watched, too, from now on, instead of those of the last call: replaced in their folder, or by one of the
  /// links or folders on the way to them. They need not be there.
  void also(std::vector<std::filesystem::path> files);

 private:
  void watch_all();
  void watch_file(const std::filesystem::path& file);
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
  std::vector<std::filesystem::path> also_;
  const MainLoop::Task changed_;
  const milliseconds quiet_;
  const Descriptor inotify_;
  std::map<int, Folder> folders_;  // by inotify's number
  std::optional<TimePoint> first_change_;
  MainLoop::Timer timer_{};
};

}  // namespace framewake
