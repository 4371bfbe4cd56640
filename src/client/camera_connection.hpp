#pragma once
// One connection of a camera client, from resolving the name to the goodbye. Private to client/: includes Beast.

#include <utility>  // first: Boost 1.74's awaitable.hpp uses std::exchange without it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <memory>
#include <string>

#include "client/camera_client.hpp"
#include "client/websocket_stream.hpp"

namespace framewake {

/// What all connections of a client share.
struct ConnectionSettings {
  CameraClientOptions options;
  CameraClientOwner& owner;
  CameraClock clock;
  const TimeSource& time;
};

struct ConnectionEnd {
  std::string why;
  bool final = false;  ///< trying again cannot help
  Duration held{};     ///< for how long it was open
};

class CameraConnection : public std::enable_shared_from_this<CameraConnection> {
 public:
  CameraConnection(boost::asio::io_context& io, const ConnectionSettings& settings);

  /// Runs until the connection is over. Once.
  boost::asio::awaitable<ConnectionEnd> run();
  void frame_waiting();
  void stop();

 private:
  using WebSocket = boost::beast::websocket::stream<TimedStream>;
  using Endpoints = boost::asio::ip::tcp::resolver::results_type;

  boost::asio::awaitable<bool> open();
  boost::asio::awaitable<Endpoints> resolve();
  boost::asio::awaitable<bool> secure();
  boost::asio::awaitable<bool> shake_hands();
  void configure();
  std::string why(const boost::system::error_code& error);

  boost::asio::awaitable<void> read_all();
  void hear(std::string_view text);
  void hear_clock(const ClockSample& sample);

  boost::asio::awaitable<void> write_all();
  boost::asio::awaitable<bool> write_text();
  boost::asio::awaitable<bool> write_frame();
  boost::asio::awaitable<bool> wait_until_writable();
  boost::asio::awaitable<void> ask_time();
  boost::asio::awaitable<void> say_goodbye();

  /// Remembers why the connection is over (the first reason counts) and cuts it.
  void break_off(std::string why, bool final = false);
  void cut();
  bool over() const noexcept { return broken_ || stopping_; }
  void wake();

  const ConnectionSettings& settings_;
  boost::asio::ip::tcp::resolver resolver_;
  WebSocket socket_;
  boost::asio::steady_timer wake_;   // never expires: cancelled when the writer has something to do
  boost::asio::steady_timer clock_;  // until the next exchange of clocks
  boost::asio::steady_timer grace_;  // until a stop becomes a cut
  boost::asio::steady_timer done_;   // never expires: cancelled as each of the coroutines ends
  boost::beast::flat_buffer incoming_;
  std::deque<std::string> texts_;  // to be written: clock questions are stamped when their turn comes
  OffsetEstimate clock_offset_;
  ConnectionEnd end_;
  TimePoint opened_{};
  TimePoint last_frame_{};
  int running_ = 0;  // coroutines beside run()
  bool open_ = false;
  bool frame_waits_ = false;
  bool stopping_ = false;
  bool broken_ = false;
};

}  // namespace framewake
