#include "app/main_loop.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace framewake {
namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

timespec time_until(TimePoint deadline) {
  using std::chrono::nanoseconds, std::chrono::seconds;
  const auto left = std::max<nanoseconds>(deadline - steady_time().now(), nanoseconds::zero());
  const auto whole = std::chrono::duration_cast<seconds>(left);
  return {.tv_sec = whole.count(), .tv_nsec = nanoseconds(left - whole).count()};
}

}  // namespace

MainLoop::MainLoop() : wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!wake_) fail("eventfd");
  sigemptyset(&awaited_);
}

void MainLoop::on_signal(int signal, Task task) {
  sigaddset(&awaited_, signal);
  pthread_sigmask(SIG_BLOCK, &awaited_, nullptr);
  const int fd = signalfd(signalled_.get(), &awaited_, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0) fail("signalfd");
  if (!signalled_) signalled_ = Descriptor(fd);
  signals_[signal] = std::move(task);
}

void MainLoop::post(Task task) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(task));
  if (posted_.size() == 1) eventfd_write(wake_.get(), 1);  // the counter was 0: it cannot be full
}

MainLoop::Timer MainLoop::at(TimePoint deadline, Task task) {
  timers_.emplace(std::pair(deadline, ++last_timer_), std::move(task));
  return Timer{last_timer_};
}

void MainLoop::cancel(Timer timer) {
  std::erase_if(timers_, [&](const auto& entry) { return Timer{entry.first.second} == timer; });
}

void MainLoop::watch(int fd, Task readable) {
  watches_[fd] = std::move(readable);
}

void MainLoop::unwatch(int fd) {
  watches_.erase(fd);
}

void MainLoop::run() {
  running_ = true;
  while (running_) {
    if (!wait()) continue;
    run_signals();
    run_posted();
    run_timers();
    run_watches();
  }
}

/// Waits until there is something to do. False: it was interrupted.
bool MainLoop::wait() {
  std::vector<pollfd> fds{{wake_.get(), POLLIN, 0}, {signalled_.get(), POLLIN, 0}};  // a negative one is passed over
  for (const auto& watched : watches_) fds.push_back({watched.first, POLLIN, 0});
  timespec patience{};
  if (!timers_.empty()) patience = time_until(timers_.begin()->first.first);
  readable_.clear();
  if (ppoll(fds.data(), fds.size(), timers_.empty() ? nullptr : &patience, nullptr) < 0) {
    if (errno == EINTR) return false;
    fail("ppoll");
  }
  for (auto fd = fds.begin() + 2; fd != fds.end(); ++fd) {
    if ((fd->revents & POLLNVAL) != 0)
      throw std::logic_error("descriptor " + std::to_string(fd->fd) + " was closed while it was watched");
    if (fd->revents != 0) readable_.push_back(fd->fd);
  }
  return true;
}

void MainLoop::run_signals() {
  signalfd_siginfo info;
  while (running_ && signalled_ && read(signalled_.get(), &info, sizeof info) == sizeof info) {
    const Task task = signals_.at(static_cast<int>(info.ssi_signo));  // a copy: it may be replaced while it runs
    task();
  }
}

void MainLoop::run_posted() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(mutex_);
    eventfd_t count = 0;
    eventfd_read(wake_.get(), &count);
    tasks.swap(posted_);
  }
  auto next = tasks.begin();
  while (running_ && next != tasks.end()) (*next++)();
  if (next == tasks.end()) return;
  const std::lock_guard lock(mutex_);
  posted_.insert(posted_.begin(), std::make_move_iterator(next), std::make_move_iterator(tasks.end()));
  eventfd_write(wake_.get(), 1);
}

void MainLoop::run_timers() {
  const TimePoint now = steady_time().now();
  while (running_ && !timers_.empty() && timers_.begin()->first.first <= now)
    timers_.extract(timers_.begin()).mapped()();
}

void MainLoop::run_watches() {
  for (const int fd : readable_) {
    const auto watched = watches_.find(fd);
    if (!running_ || watched == watches_.end()) continue;
    const Task task = watched->second;  // a copy: it may be unwatched while it runs
    task();
  }
}

}  // namespace framewake
