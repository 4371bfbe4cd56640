#pragma once
// Notices that the peer of a socket has gone while nobody reads from that socket: a read would have been told, but a camera
// that is held back is not read from.

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_set>

namespace framewake {

enum class HangUp : std::uint8_t {
  ended,  ///< it sends no more; what it sent before can still be read
  broken  ///< nothing can be read or written any more
};

/// Net thread only. Waits in the io_context only while a socket is watched. Must be held by a shared_ptr.
class HangUpWatch : public std::enable_shared_from_this<HangUpWatch> {
 public:
  using Told = std::function<void(std::uint64_t id, HangUp)>;

  /// Throws std::system_error when the kernel has no descriptor left.
  HangUpWatch(boost::asio::io_context& io, Told told);

  void add(int socket, std::uint64_t id);
  /// Before the socket is closed. Ignored when it is not watched.
  void remove(int socket, std::uint64_t id);
  /// Watches nothing any more.
  void stop();

 private:
  void wait();
  void look();

  const Told told_;
  boost::asio::posix::stream_descriptor epoll_;
  std::unordered_set<std::uint64_t> watched_;
  bool waiting_ = false;
};

}  // namespace framewake
