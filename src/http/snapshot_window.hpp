#pragma once
// Where who asks for a picture waits for it.

#include <utility>  // before awaitable.hpp: Boost 1.74 uses std::exchange there without including it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <set>

#include "base/time.hpp"
#include "frame/snapshot.hpp"

namespace framewake {

/// Bound to the net thread.
class SnapshotWindow {
 public:
  /// `port` may be null: then there are no pictures. Both must outlive this.
  SnapshotWindow(boost::asio::io_context& io, SnapshotPort* port) : io_(io), port_(port) {}

  /// The port has a limit of its own for how long it takes; after `limit` there is no picture.
  boost::asio::awaitable<Snapshot> ask(SnapshotRequest request, Duration limit);

  /// Whoever waits gets none, at once.
  void close();

 private:
  struct Ask;

  boost::asio::io_context& io_;
  SnapshotPort* const port_;
  std::set<Ask*> open_;
  bool closed_ = false;
};

}  // namespace framewake
