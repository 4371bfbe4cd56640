#pragma once
// Where operators' wishes wait for the thread that fulfils them.

#include <utility>  // before awaitable.hpp: Boost 1.74 uses std::exchange there without including it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <set>

#include "base/time.hpp"
#include "http/operator_control.hpp"

namespace framewake {

/// Bound to the net thread.
class ControlDesk {
 public:
  /// `control` may be null: then nothing can be asked for. Both must outlive this.
  ControlDesk(boost::asio::io_context& io, OperatorControl* control) : io_(io), control_(control) {}

  /// What came of a reload. After `limit` 503 is the answer; the reload goes on.
  boost::asio::awaitable<ControlAnswer> reload(Duration limit);

  /// Whoever waits gets 503 at once.
  void close();

 private:
  struct Ask;

  boost::asio::io_context& io_;
  OperatorControl* const control_;
  std::set<Ask*> open_;
  bool closed_ = false;
};

}  // namespace framewake
