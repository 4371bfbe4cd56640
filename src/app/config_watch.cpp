#include "app/config_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <system_error>
#include <utility>

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
  watch_all();
  loop_.watch(inotify_.get(), [this] { read_events(); });
}

ConfigWatch::~ConfigWatch() {
  loop_.unwatch(inotify_.get());
  loop_.cancel(timer_);
}

void ConfigWatch::also(std::vector<fs::path> files) {
  also_ = std::move(files);
  watch_all();
}

/// All folders where something may happen; those that are watched already stay so.
void ConfigWatch::watch_all() {
  const auto before = std::exchange(folders_, {});
  const fs::path drop_ins = drop_in_folder(file_);
  watch_file(file_);
  watch_folder(folder_of(file_), drop_ins.filename());
  watch_folder(drop_ins, "");
  for (const fs::path& file : also_) watch_file(file);
  for (const auto& [number, folder] : before)
    if (!folders_.contains(number)) inotify_rm_watch(inotify_.get(), number);
}

/// Where the file is, or the first folder on its way that is missing, and each link on the way: certificates are renewed by
/// pointing one of these elsewhere. Where its own folder is replaced, that one tells, which moves.
void ConfigWatch::watch_file(const fs::path& file) {
  constexpr int most_links = 40;  // the kernel follows no more
  int links = 0;
  std::deque<fs::path> rest(file.begin(), file.end());
  fs::path at = file.is_absolute() ? "/" : ".";
  while (!rest.empty()) {
    const fs::path name = std::move(rest.front());
    rest.pop_front();
    std::error_code ignored;
    const fs::file_status found = fs::symlink_status(at / name, ignored);
    if (fs::is_symlink(found)) {
      watch_folder(at, name);
      const fs::path target = fs::read_symlink(at / name, ignored);
      if (++links > most_links) return;
      rest.insert(rest.begin(), target.begin(), target.end());
      if (target.is_absolute()) at = "/";
    } else if (fs::is_directory(found)) {
      at /= name;
    } else {
      return watch_folder(at, name);
    }
  }
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
    watch_all();  // before the files are read: what changes from here on is told
    changed_();
  });
}

}  // namespace framewake
