#pragma once
// One connection's story: a WebSocket camera's, or that of POSTs, one after the other. Net thread only.

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ingest/core.hpp"
#include "ingest/wire.hpp"

namespace framewake {

class Session final : public WireListener, public std::enable_shared_from_this<Session> {
 public:
  /// `has_place`: among the connections of its address; false: it is a trusted proxy's, and whose client's is still to be told.
  Session(IngestCore& core, std::uint64_t id, std::string address, bool has_place);

  /// Takes its place in `core.sessions` and begins to read.
  void start(WireServer& server, boost::asio::ip::tcp::socket socket);
  const std::string& address() const noexcept { return address_; }
  bool has_place() const noexcept { return has_place_; }

  /// An answer for a frame of this connection.
  void answer(std::uint64_t frame, AnswerKind kind, const std::string& json);
  /// Replies that were dropped before they came here.
  void count_dropped_replies(std::uint64_t count);
  /// A frame of this connection was superseded.
  void superseded(std::uint64_t frame);

  /// The stop: a WebSocket is closed with 1001, a waiting POST answered 503, anything else cut.
  void go_away(std::chrono::milliseconds grace);
  void cut() { wire_->cut(); }
  /// Another connection has its place.
  void taken_over();
  /// The core's options are others now.
  void options_changed(const WireLimits& limits);
  /// Other authorities sign the certificates of cameras now; null: there is no encryption any more.
  void authorities_changed(const std::shared_ptr<const TlsServerContext>& tls);
  /// Its camera has left while it was not read from.
  void peer_left(HangUp how);
  /// Heard of lately enough that takeover = "reject" keeps its place for it.
  bool alive() const;

  // WireListener:
  void on_no_encryption(Refusal refusal, const std::string& problem) override;
  std::optional<HttpAnswer> on_handshake(const WireRequest& request) override;
  std::optional<HttpAnswer> on_head(const WireRequest& request) override;
  void on_request(WireRequest request) override;
  void on_open() override;
  void on_message(WireInput input) override;
  void on_heartbeat(std::uint64_t bytes) override;
  void on_flood(std::uint64_t bytes) override;
  void on_failure(std::string_view why) override;
  void on_written() override { kind_ == Kind::echo ? echo_again() : send_held(); }
  void on_gone() override;

 private:
  using SteadyClock = std::chrono::steady_clock;  // of sockets: not the injected time of frames
  static constexpr std::uint16_t close_too_big = 1009;
  static constexpr std::uint16_t close_internal = 1011;
  static constexpr std::chrono::milliseconds close_patience{1000};
  enum class Kind : std::uint8_t { unknown, websocket, post, echo };

  /// At the first request: who it is that a trusted proxy has brought. Or why he is one too many.
  std::optional<HttpAnswer> find_client(const WireRequest& request);

  // a WebSocket camera (session_websocket.cpp):
  void take_place();
  void terms_changed();
  void not_admitted(Refusal refusal, const char* why);
  void end(std::uint16_t code, const char* reason);
  void take_text(WireInput& input, TimePoint arrival);
  void take_frame(std::string bytes, TimePoint arrival);
  void reject(Rejection rejection);
  void conclude(FrameIntake::Outcome& outcome);
  void tell_fate(const FrameIntake::Outcome& outcome);
  void hold_back(double frames);
  void read_again();
  void reply(std::string json);
  void tell_found(std::optional<std::string>& newest, const std::string& json);
  bool has_room_for(const std::string& json) const;
  void send_held();
  void watch();
  void watch_again(SteadyClock::time_point now);

  // who wants an echo (session_echo.cpp):
  static WireLimits echo_limits(WireLimits limits);
  void echo(const WireInput& input);
  void echo_again();

  // a POST (session_post.cpp):
  void take_post(WireRequest& request, Camera& camera, bool results);
  void refuse_for_rate(Camera& camera, Duration wait, TimePoint arrival);
  void wait_for_result();
  void respond(const HttpAnswer& answer);
  void respond_and_go_on(const HttpAnswer& answer);

  // constant after construction:
  IngestCore& core_;
  const std::uint64_t id_;
  const bool direct_;  // no trusted proxy's: all that comes is of one client

  std::string address_;  // from the first request on that of the client, where a trusted proxy tells it
  bool has_place_;
  std::shared_ptr<Wire> wire_;
  Kind kind_ = Kind::unknown;
  Camera* camera_ = nullptr;
  bool wants_results_ = false;
  ShownPass pass_;
  bool over_ = false;  // answered, or closing: no more is sent
  struct {
    std::uint16_t code = 0;
    const char* reason = "";
  } end_;  // of a WebSocket that is over

  // of a WebSocket:
  std::uint64_t number_ = 0;  // EncodedFrame::session
  std::optional<std::int64_t> clock_offset_us_;
  std::optional<std::string> held_result_, held_follow_up_;  // the newest, while anything is unsent
  std::optional<std::string> held_reply_;                    // the newest of all others, for want of room
  SteadyClock::time_point heard_;                            // the last complete message, ping or pong
  SteadyClock::time_point pinged_;
  bool paused_ = false;          // not read from, for its camera has sent too much
  bool limited_unread_ = false;  // the kernel holds less for it than it could
  bool uncounted_ = false;       // what is being taken may be a frame, and is not in the account yet
  bool leaving_ = false;         // the camera sends no more than what is still to be read
  boost::asio::steady_timer pause_;

  std::uint64_t awaited_ = 0;  // of a POST: the frame whose result it waits for

  boost::asio::steady_timer timer_;  // liveness of a WebSocket; patience of a POST
};

}  // namespace framewake
