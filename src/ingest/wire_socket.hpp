#pragma once
// websocketpp's socket policy: a connection that may be encrypted. It is so already when websocketpp gets it: the TLS handshake
// is ours (wire.cpp), with our limits, counts and words.

#include <boost/asio/io_context.hpp>
#include <memory>
#include <sstream>
#include <string>
#include <websocketpp/transport/asio/security/base.hpp>
#include <websocketpp/transport/base/connection.hpp>
#include <websocketpp/uri.hpp>

#include "tls/stream.hpp"

namespace framewake {

/// Has the interface of websocketpp's own (transport/asio/security/none.hpp).
class WireSocket : public std::enable_shared_from_this<WireSocket> {
 public:
  using type = WireSocket;
  using ptr = std::shared_ptr<type>;
  using io_service_ptr = boost::asio::io_context*;
  using strand_ptr = std::shared_ptr<boost::asio::io_context::strand>;

  ptr get_shared() { return shared_from_this(); }
  bool is_secure() const { return stream_->encrypted(); }
  TlsStream& get_socket() { return *stream_; }
  const TlsStream& get_socket() const { return *stream_; }
  TlsStream::Socket& get_next_layer() { return stream_->socket(); }
  TlsStream::Socket& get_raw_socket() { return stream_->socket(); }
  std::string get_remote_endpoint(websocketpp::lib::error_code& error) const {
    boost::system::error_code gone;
    std::ostringstream text;
    text << stream_->socket().remote_endpoint(gone);
    error = gone ? websocketpp::transport::error::make_error_code(websocketpp::transport::error::pass_through)
                 : websocketpp::lib::error_code();
    return text.str();
  }

  template <class ErrorCode>
  static websocketpp::lib::error_code translate_ec(const ErrorCode&) {
    return websocketpp::transport::error::make_error_code(websocketpp::transport::error::pass_through);
  }
  static websocketpp::lib::error_code translate_ec(const websocketpp::lib::error_code& error) { return error; }

 protected:
  websocketpp::lib::error_code init_asio(io_service_ptr io, const strand_ptr&, bool) {
    stream_ = std::make_unique<TlsStream>(TlsStream::Socket(*io));
    return {};
  }
  void set_uri(const websocketpp::uri_ptr&) {}
  void set_handle(const websocketpp::connection_hdl&) {}
  void pre_init(const websocketpp::transport::init_handler& done) { done({}); }
  void post_init(const websocketpp::transport::init_handler& done) { done({}); }
  boost::system::error_code cancel_socket() {
    boost::system::error_code error;
    stream_->socket().cancel(error);
    return error;
  }
  void async_shutdown(const websocketpp::transport::asio::socket::shutdown_handler& done) {
    stream_->say_goodbye();
    boost::system::error_code error;
    stream_->socket().shutdown(TlsStream::Socket::shutdown_both, error);
    done(error);
  }
  websocketpp::lib::error_code get_ec() const { return {}; }

 private:
  std::unique_ptr<TlsStream> stream_;  // from init_asio(), right after construction
};

/// websocketpp's part of the policy for the endpoint.
class WireSockets {
 public:
  using type = WireSockets;
  using socket_con_type = WireSocket;
  using socket_con_ptr = WireSocket::ptr;
  bool is_secure() const { return false; }

 protected:
  websocketpp::lib::error_code init(const socket_con_ptr&) { return {}; }
};

}  // namespace framewake
