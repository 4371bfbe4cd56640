#pragma once
// What Beast's WebSocket asks of a stream that is not one of its own. Private to client/: includes Beast.

#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <utility>

#include "tls/timed_stream.hpp"

namespace framewake {

/// Found by Beast through its argument: cuts the connection.
inline void beast_close_socket(TimedStream& stream) {
  stream.close();
}

/// The same: after the closing handshake says that no more comes, and waits for the other end to say so.
template <class Handler>
void async_teardown(boost::beast::role_type role, TimedStream& stream, Handler&& handler) {
  stream.say_goodbye();
  boost::beast::websocket::async_teardown(role, stream.socket(), std::forward<Handler>(handler));
}

}  // namespace framewake
