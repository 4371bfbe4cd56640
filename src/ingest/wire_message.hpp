#pragma once
// websocketpp's messages, made so that a hostile one costs no more memory than the limit, and so that what is still to be
// written is known. One WireTraffic per connection; everything on the net thread.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <websocketpp/frame.hpp>

namespace framewake {

struct WireTraffic {
  std::uint64_t max_message = 0;
  std::uint64_t drain = 0;  ///< a message with more bytes than this is a flood

  // constant once the connection has started:
  std::function<void(std::uint64_t)> flood;  ///< called at most once; must only take note: websocketpp is in mid-parse
  std::function<void()> written;             ///< something has left for the kernel; must only take note

  std::size_t unsent_bytes = 0;  ///< payloads of outgoing messages of all kinds
  std::size_t unsent_messages = 0;
  bool flooded = false;
};

class WireMessages;

/// Has the interface of websocketpp's own message (message_buffer/message.hpp).
class WireMessage {
 public:
  using ptr = std::shared_ptr<WireMessage>;

  explicit WireMessage(std::shared_ptr<WireTraffic> traffic) : traffic_(std::move(traffic)) {}
  WireMessage(std::shared_ptr<WireTraffic> traffic, websocketpp::frame::opcode::value op, std::size_t size)
      : traffic_(std::move(traffic)), opcode_(op), incoming_(true) {
    oversize_ = size > traffic_->max_message;
    if (oversize_)
      note_flood(size);
    else
      payload_.reserve(size);
  }
  WireMessage(const WireMessage&) = delete;
  WireMessage& operator=(const WireMessage&) = delete;
  ~WireMessage() {
    if (!counted_) return;
    traffic_->unsent_bytes -= payload_.size();
    --traffic_->unsent_messages;
    if (traffic_->written) traffic_->written();
  }

  // incoming:
  /// The string that the next part of the payload is appended to. Once a message is known to be too large, what came before
  /// is thrown away at every call.
  std::string& get_raw_payload() {
    if (incoming_) discard_beyond_limit();
    return payload_;
  }
  /// All of the message has come: its size, thrown away or not.
  std::uint64_t finish() {
    discard_beyond_limit();
    return discarded_ + payload_.size();
  }
  bool oversize() const noexcept { return oversize_; }
  const std::shared_ptr<WireTraffic>& traffic() const noexcept { return traffic_; }

  // outgoing: set when the payload is complete, right before it is queued.
  void set_prepared(bool prepared) {
    prepared_ = prepared;
    if (!prepared || incoming_ || counted_) return;
    counted_ = true;
    traffic_->unsent_bytes += payload_.size();
    ++traffic_->unsent_messages;
  }
  bool get_prepared() const noexcept { return prepared_; }

  // the rest of the interface:
  bool get_compressed() const noexcept { return false; }
  void set_compressed(bool) noexcept {}
  bool get_terminal() const noexcept { return terminal_; }
  void set_terminal(bool terminal) noexcept { terminal_ = terminal; }
  bool get_fin() const noexcept { return fin_; }
  void set_fin(bool fin) noexcept { fin_ = fin; }
  websocketpp::frame::opcode::value get_opcode() const noexcept { return opcode_; }
  void set_opcode(websocketpp::frame::opcode::value op) noexcept { opcode_ = op; }
  const std::string& get_header() const noexcept { return header_; }
  void set_header(const std::string& header) { header_ = header; }
  const std::string& get_payload() const noexcept { return payload_; }
  void set_payload(const std::string& payload) { payload_ = payload; }
  void append_payload(const std::string& more) { payload_ += more; }
  void append_payload(const void* more, std::size_t size) { payload_.append(static_cast<const char*>(more), size); }

 private:
  void discard_beyond_limit() {
    oversize_ = oversize_ || payload_.size() > traffic_->max_message;
    if (!oversize_) return;
    discarded_ += payload_.size();
    payload_.clear();
    note_flood(discarded_);
  }
  void note_flood(std::uint64_t size) {
    if (size <= traffic_->drain || traffic_->flooded) return;
    traffic_->flooded = true;
    if (traffic_->flood) traffic_->flood(size);
  }

  const std::shared_ptr<WireTraffic> traffic_;
  std::string header_;
  std::string payload_;
  std::uint64_t discarded_ = 0;
  websocketpp::frame::opcode::value opcode_ = websocketpp::frame::opcode::binary;
  bool incoming_ = false;
  bool oversize_ = false;
  bool prepared_ = false;
  bool counted_ = false;
  bool terminal_ = false;
  bool fin_ = true;
};

/// A connection's maker of messages (websocketpp's con_msg_manager).
class WireMessages {
 public:
  using ptr = std::shared_ptr<WireMessages>;
  using weak_ptr = std::weak_ptr<WireMessages>;
  using message_ptr = WireMessage::ptr;

  /// Outgoing ones.
  message_ptr get_message() { return std::make_shared<WireMessage>(traffic_); }
  /// Incoming ones; `size` is what the first frame claims. websocketpp's send(payload) would make one too, with the
  /// limits of what comes in: it is not used.
  message_ptr get_message(websocketpp::frame::opcode::value op, std::size_t size) {
    return std::make_shared<WireMessage>(traffic_, op, size);
  }

 private:
  const std::shared_ptr<WireTraffic> traffic_ = std::make_shared<WireTraffic>();
};

/// websocketpp's endpoint_msg_manager.
class WireMessageManagers {
 public:
  using con_msg_man_ptr = WireMessages::ptr;
  con_msg_man_ptr get_manager() const { return std::make_shared<WireMessages>(); }
};

}  // namespace framewake
