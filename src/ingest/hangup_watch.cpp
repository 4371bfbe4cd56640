#include "ingest/hangup_watch.hpp"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace framewake {
namespace {

int make_epoll() {
  const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "epoll");
  return descriptor;
}

}  // namespace

HangUpWatch::HangUpWatch(boost::asio::io_context& io, Told told) : told_(std::move(told)), epoll_(io, make_epoll()) {}

void HangUpWatch::add(int socket, std::uint64_t id) {
  epoll_event interest{};
  interest.events = EPOLLRDHUP | EPOLLET;  // errors and hang-ups come unasked
  interest.data.u64 = id;
  if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, socket, &interest) != 0) return;  // then it is noticed later
  watched_.insert(id);
  wait();
}

void HangUpWatch::remove(int socket, std::uint64_t id) {
  if (watched_.erase(id) == 0) return;
  ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, socket, nullptr);
  if (watched_.empty()) epoll_.cancel();
}

void HangUpWatch::stop() {
  watched_.clear();
  boost::system::error_code ignored;
  epoll_.close(ignored);
}

void HangUpWatch::wait() {
  if (std::exchange(waiting_, true)) return;
  epoll_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    [weak = weak_from_this()](const boost::system::error_code& error) {
                      const auto self = weak.lock();
                      if (!self) return;
                      self->waiting_ = false;
                      if (!error) self->look();
                      if (!self->watched_.empty() && self->epoll_.is_open()) self->wait();
                    });
}

void HangUpWatch::look() {
  std::array<epoll_event, 64> events{};
  const int count = ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const std::uint64_t id =
        event.data.u64;  // a copy: the kernel's structure is packed, no reference may point into it
    if (watched_.contains(id)) told_(id, (event.events & (EPOLLERR | EPOLLHUP)) != 0 ? HangUp::broken : HangUp::ended);
  }
}

}  // namespace framewake
