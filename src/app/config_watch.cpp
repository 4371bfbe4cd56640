#include "app/config_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "config/files.hpp"

namespace framewake {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t watched_changes =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

}  // namespace

ConfigWatch::ConfigWatch(MainLoop& loop, fs::path file, MainLoop::Task changed, milliseconds quiet)
    : loop_(loop),
      file_(std::move(file)),
      changed_(std::move(changed)),
      quiet_(quiet),
      inotify_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (!inotify_) throw std::system_error(errno, std::generic_category(), "inotify");
  watch_folders();
  loop_.watch(inotify_.get(), [this] { read_events(); });
}

ConfigWatch::~ConfigWatch() {
  loop_.unwatch(inotify_.get());
  loop_.cancel(timer_);
}

/// All folders where something may happen; those that are watched already stay so.
void ConfigWatch::watch_folders() {
  const fs::path drop_ins = drop_in_folder(file_);
  watch_folder(folder_of(file_), file_.filename());
  watch_folder(folder_of(file_), drop_ins.filename());
  watch_folder(drop_ins, "");
  std::error_code unresolved;
  const fs::path target = fs::canonical(file_, unresolved);
  if (!unresolved) watch_folder(target.parent_path(), target.filename());
}

void ConfigWatch::watch_folder(const fs::path& folder, const std::string& name) {
  const int number = inotify_add_watch(inotify_.get(), folder.c_str(), watched_changes);
  if (number < 0) return;  // there is none yet; when it comes, the folder above it tells
  folders_[number].path = folder;
  folders_[number].names.insert(name);
}

void ConfigWatch::read_events() {
  alignas(inotify_event) std::array<char, 16 * 1024> buffer;
  bool concerned = false;
  for (ssize_t size = 0; (size = read(inotify_.get(), buffer.data(), buffer.size())) > 0;) {
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      inotify_event event;
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const std::string name = event.len > 0 ? buffer.data() + at + sizeof event : "";
      concerned = concerns(event.wd, event.mask, name) || concerned;
      if ((event.mask & IN_IGNORED) != 0) folders_.erase(event.wd);
      at += sizeof event + event.len;
    }
  }
  if (concerned) note_change();
}

bool ConfigWatch::concerns(int folder, std::uint32_t what, const std::string& name) const {
  if ((what & IN_Q_OVERFLOW) != 0) return true;
  const auto known = folders_.find(folder);
  if (known == folders_.end()) return false;
  const auto& [path, names] = known->second;
  if (name.empty()) return (what & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0;
  if ((what & IN_CREATE) != 0 && (what & IN_ISDIR) == 0) {
    std::error_code gone;
    if (!fs::is_symlink(fs::symlink_status(path / name, gone))) return false;  // to be written yet; its close will tell
  }
  // "..data" is the link that mounted configurations are replaced by.
  return names.contains(name) || name.starts_with("..") || (names.contains("") && name.ends_with(".toml"));
}

void ConfigWatch::note_change() {
  const TimePoint now = steady_time().now();
  if (!first_change_) first_change_ = now;
  loop_.cancel(timer_);
  timer_ = loop_.at(std::min<TimePoint>(now + quiet_, *first_change_ + 10 * quiet_), [this] {
    first_change_.reset();
    watch_folders();  // before the files are read: what changes from here on is told
    changed_();
  });
}

}  // namespace framewake
