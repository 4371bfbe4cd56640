#pragma once
// A WebSocket server that does what a test tells it, connection by connection, on threads of its own. Blocking calls; a
// script that has read or sent what it wanted simply returns.

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/thread.hpp"

namespace framewake::test {

/// One connection, as the script sees it.
class Peer {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  explicit Peer(Socket socket) : stream_(std::move(socket)) {}

  struct Message {
    bool text = false;
    std::string bytes;
    bool clock() const { return text && bytes.find("\"clock\"") != std::string::npos; }
    bool offset() const { return text && bytes.find("\"offset\"") != std::string::npos; }
    std::uint64_t seq() const { return big_endian(8); }
    std::uint64_t captured() const { return big_endian(16); }
    std::string image() const { return bytes.substr(24); }

   private:
    std::uint64_t big_endian(std::size_t at) const {
      std::uint64_t value = 0;
      for (std::size_t i = at; i < at + 8; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes.at(i));
      return value;
    }
  };

  /// Reads the request's head.
  const Request& read_request() {
    boost::beast::http::read(stream_.next_layer(), buffer_, request_, error_);
    return request_;
  }
  /// Reads the request and opens the WebSocket.
  const Request& open() {
    read_request();
    stream_.accept(request_, error_);
    return request_;
  }
  /// Answers the request with something else than a WebSocket.
  void refuse(unsigned status, const std::string& body) {
    read_request();
    boost::beast::http::response<boost::beast::http::string_body> answer;
    answer.result(status);
    answer.body() = body;
    answer.prepare_payload();
    boost::beast::http::write(stream_.next_layer(), answer, error_);
  }
  void write_raw(const std::string& bytes) {
    boost::asio::write(stream_.next_layer(), boost::asio::buffer(bytes), error_);
  }

  /// The next message; nothing when the connection is over.
  std::optional<Message> read() {
    boost::beast::flat_buffer message;
    stream_.read(message, error_);
    if (error_) return std::nullopt;
    return Message{stream_.got_text(), boost::beast::buffers_to_string(message.data())};
  }
  /// The next message that is a frame; clock questions on the way are answered by `clock`.
  std::optional<Message> read_frame() {
    while (auto message = read()) {
      if (!message->text) return message;
      texts.push_back(message->bytes);
      if (message->clock() && clock) send(clock(message->bytes));
    }
    return std::nullopt;
  }
  void send(const std::string& text) {
    stream_.text(true);
    stream_.write(boost::asio::buffer(text), error_);
  }
  void send_result(std::uint64_t seq) {
    send(R"({"type":"result","camera":"front","frame":1,"seq":)" + std::to_string(seq) + "}");
  }
  void close(unsigned code, const std::string& reason) {
    stream_.close({static_cast<boost::beast::websocket::close_code>(code), reason}, error_);
  }

  std::function<std::string(const std::string& question)> clock;
  std::vector<std::string> texts;  ///< what read_frame passed over

 private:
  boost::beast::websocket::stream<Socket> stream_;
  boost::beast::flat_buffer buffer_;
  Request request_;
  boost::system::error_code error_;
};

class FakeServer {
 public:
  using Script = std::function<void(Peer&)>;

  /// The n-th connection is served by the n-th script; those after the last are served by the last one.
  explicit FakeServer(std::vector<Script> scripts, std::optional<int> receive_buffer = {})
      : scripts_(std::move(scripts)) {
    const boost::asio::ip::tcp::endpoint any(boost::asio::ip::make_address("127.0.0.1"), 0);
    acceptor_.open(any.protocol());
    if (receive_buffer) acceptor_.set_option(boost::asio::socket_base::receive_buffer_size(*receive_buffer));
    acceptor_.bind(any);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
    accepting_ = start_thread("fake-accept", [this](const std::stop_token&) { accept_all(); });
  }
  ~FakeServer() { finish(); }
  /// Breaks every connection off and waits for the scripts: what they wrote may be read afterwards.
  void finish() {
    if (!accepting_.joinable()) return;
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    accepting_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const auto& connection : connections_) connection.break_off();
    }
    connections_.clear();
  }
  std::uint16_t port() const { return port_; }
  std::size_t accepted() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
  }

 private:
  struct Connection {
    explicit Connection(Peer::Socket socket) : wake(::dup(socket.native_handle())), peer(std::move(socket)) {}
    ~Connection() {
      if (thread.joinable()) thread.join();
      ::close(wake);
    }
    void break_off() const { ::shutdown(wake, SHUT_RDWR); }
    const int wake;  // the connection's second descriptor: the peer's own is used and closed by its thread
    Peer peer;
    std::jthread thread;
  };

  void accept_all() {
    for (std::size_t count = 0;; ++count) {
      boost::system::error_code error;
      Peer::Socket socket(io_);
      acceptor_.accept(socket, error);
      if (error) return;
      const std::lock_guard lock(mutex_);
      auto& connection = connections_.emplace_back(std::move(socket));
      const Script script = scripts_[std::min(count, scripts_.size() - 1)];
      connection.thread = start_thread("fake-peer", [&connection, script](const std::stop_token&) {
        script(connection.peer);
        connection.break_off();
      });
    }
  }

  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_{io_};
  std::uint16_t port_ = 0;
  const std::vector<Script> scripts_;
  mutable std::mutex mutex_;
  std::list<Connection> connections_;  // guarded by mutex_
  std::jthread accepting_;
};

/// Opens once, for any number of threads that wait for it.
class Gate {
 public:
  void open() {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

}  // namespace framewake::test
