// Receives frames with websocketpp as it comes: the installed headers, its own configuration for plain sockets, logging
// silenced, a message handler that drops. Prints "port N", serves until stdin ends, prints "frames N bytes N".
// Built as C++17: the installed headers do not compile as C++20 everywhere.
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <cstdint>
#include <cstdio>
#include <string>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>

#include <unistd.h>

using Server = websocketpp::server<websocketpp::config::asio>;

int main() {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  boost::asio::io_context io(1);  // outlives the server and its sockets
  Server server;
  server.clear_access_channels(websocketpp::log::alevel::all);
  server.clear_error_channels(websocketpp::log::elevel::all);
  server.init_asio(&io);
  server.set_reuse_addr(true);
  server.set_message_handler([&](const websocketpp::connection_hdl&, const Server::message_ptr& message) {
    ++frames;
    bytes += message->get_payload().size();
  });
  server.listen(boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  server.start_accept();
  boost::system::error_code error;
  std::printf("port %d\n", server.get_local_endpoint(error).port());
  std::fflush(stdout);

  boost::asio::posix::stream_descriptor input(io, dup(STDIN_FILENO));
  std::string ignored;
  boost::asio::async_read(input, boost::asio::dynamic_buffer(ignored),
                          [&](const boost::system::error_code&, std::size_t) { io.stop(); });
  io.run();
  std::printf("frames %llu bytes %llu\n", static_cast<unsigned long long>(frames),
              static_cast<unsigned long long>(bytes));
}
