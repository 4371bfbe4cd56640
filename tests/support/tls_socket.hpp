#pragma once
// A small blocking client of TLS, for tests: HTTP and WebSocket frames on top of it. Every wait has a limit of 20 s.

#include <memory>
#include <string>
#include <string_view>

#include "support/raw_websocket.hpp"

struct ssl_st;
struct ssl_ctx_st;
struct ssl_session_st;

namespace framewake::test {

struct TlsClientSide {
  std::string ca;           ///< "": the server is not verified
  std::string certificate;  ///< "": none is shown
  std::string key;
  int highest_version = 0;  ///< as OpenSSL numbers them; 0: any
};

class TlsSocket {
 public:
  /// Connects and shakes hands; throws when either fails. `resume`: of an earlier connection.
  explicit TlsSocket(std::uint16_t port, const TlsClientSide& side = {},
                     const std::shared_ptr<ssl_session_st>& resume = nullptr);
  ~TlsSocket();
  TlsSocket(const TlsSocket&) = delete;
  TlsSocket& operator=(const TlsSocket&) = delete;

  void send(std::string_view bytes);
  /// So many times: the keys change. (Nothing but TLS itself sees that, and version 1.3 only.)
  void change_keys(int times);
  /// Waits until the server ends the connection, ignoring what comes before.
  void expect_end();
  /// One HTTP answer with its Content-Length.
  HttpReply receive_http();
  HttpReply request(const std::string& method, const std::string& target, std::string_view body = {},
                    const std::string& more_headers = {});
  HttpReply try_upgrade(const std::string& target, const std::string& more_headers = {});
  /// The payload of the next frame of the server, whatever its kind; throws at the end of the stream.
  std::string receive_frame();
  /// Sends a clock question and waits for its answer: what was sent before has been dealt with then.
  std::string round_trip();
  /// The common name in the server's certificate.
  std::string server_name() const;
  bool resumed() const;
  /// With what the server has sent until now.
  std::shared_ptr<ssl_session_st> session() const;

 private:
  void fill();
  std::string take(std::size_t count);

  int socket_ = -1;
  std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> context_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  std::string buffer_;
};

}  // namespace framewake::test
