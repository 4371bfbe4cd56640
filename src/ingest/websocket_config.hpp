#pragma once
// The policies that websocketpp is built with here.

#include <cstdint>
#include <functional>
#include <limits>
#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/endpoint_base.hpp>
#include <websocketpp/extensions/permessage_deflate/disabled.hpp>
#include <websocketpp/http/response.hpp>
#include <websocketpp/logger/stub.hpp>
#include <websocketpp/random/none.hpp>
#include <websocketpp/transport/asio/endpoint.hpp>

#include "ingest/http_request.hpp"
#include "ingest/wire_message.hpp"
#include "ingest/wire_socket.hpp"

namespace framewake {

/// A base of websocketpp's connections. Called within the handler of what threw while what was read was taken apart: that
/// connection is not read from any more.
struct ReadFailure {
  std::function<void()> on_read_failure;
};

struct WebsocketConfig {
  using type = WebsocketConfig;

  // One thread runs everything: no locks, no strands.
  using concurrency_type = websocketpp::concurrency::none;
  static constexpr bool enable_multithreading = false;

  using request_type = HttpRequest;
  using response_type = websocketpp::http::parser::response;

  using message_type = WireMessage;
  using con_msg_manager_type = WireMessages;
  using endpoint_msg_manager_type = WireMessageManagers;

  // What is worth a line is logged by ingest itself.
  using elog_type = websocketpp::log::stub;
  using alog_type = websocketpp::log::stub;
  static constexpr websocketpp::log::level elog_level = websocketpp::log::elevel::none;
  static constexpr websocketpp::log::level alog_level = websocketpp::log::alevel::none;

  using rng_type = websocketpp::random::none::int_generator<std::uint32_t>;  // servers do not mask
  using endpoint_base = websocketpp::endpoint_base;
  using connection_base = ReadFailure;

  struct transport_config {
    using concurrency_type = WebsocketConfig::concurrency_type;
    using elog_type = WebsocketConfig::elog_type;
    using alog_type = WebsocketConfig::alog_type;
    using request_type = WebsocketConfig::request_type;
    using response_type = WebsocketConfig::response_type;
    using socket_type = WireSockets;  // encrypted or not, told at run time

    static constexpr bool enable_multithreading = false;
    static constexpr long timeout_socket_pre_init = 0;  // the TLS handshake is over when websocketpp gets the socket
    static constexpr long timeout_socket_post_init = 0;
    static constexpr long timeout_proxy = 1000;
    static constexpr long timeout_dns_resolve = 1000;
    static constexpr long timeout_connect = 1000;
    static constexpr long timeout_socket_shutdown = 1000;
  };
  using transport_type = websocketpp::transport::asio::endpoint<transport_config>;

  // Milliseconds; the first is set from the options.
  static constexpr long timeout_open_handshake = 10'000;
  static constexpr long timeout_close_handshake = 1'000;
  static constexpr long timeout_pong = 0;  // ingest watches liveness itself
  static constexpr int client_version = 13;

  static constexpr std::size_t connection_read_buffer_size = 65'536;
  static constexpr bool drop_on_protocol_error = false;
  static constexpr bool silent_close = false;

  // WireMessage and HttpRequest hold the limits, so that what is too large costs one frame and not the connection.
  // websocketpp's own would close it.
  static constexpr std::size_t max_message_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_http_body_size = std::numeric_limits<std::size_t>::max();

  // permessage-deflate: JPEG does not shrink, inflating costs CPU and memory, and websocketpp's ignores the message limit.
  static constexpr bool enable_extensions = false;
  struct permessage_deflate_config {
    using request_type = WebsocketConfig::request_type;
    static constexpr bool allow_disabling_context_takeover = true;
    static constexpr std::uint8_t minimum_outgoing_window_bits = 8;
  };
  using permessage_deflate_type = websocketpp::extensions::permessage_deflate::disabled<permessage_deflate_config>;
};

}  // namespace framewake
