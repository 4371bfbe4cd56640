#pragma once
// A TCP connection that may be encrypted: the same type either way, so that whoever reads and writes has one code path.
// Without TLS every call goes straight to the socket. With it OpenSSL reads and writes the socket itself (four records at a
// system call, no buffers in between), and Asio only waits until there is something to do.

#include <openssl/ossl_typ.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tls/client_context.hpp"
#include "tls/server_context.hpp"

namespace framewake {

/// Why a TLS handshake has failed.
enum class HandshakeFailure : std::uint8_t {
  none,
  plain_http,       ///< somebody spoke HTTP without encryption
  not_tls,          ///< somebody spoke something else
  no_certificate,   ///< the client showed none, and must
  bad_certificate,  ///< the peer's is not good here, or the peer said so of ours
  gone,             ///< the peer closed the connection
  other             ///< no version or cipher in common, damaged messages …
};

/// An AsyncStream of Asio: async_read_some and async_write_some, one of each at a time. Bound to the thread of its io_context.
/// One turn of reading takes 100 records or so of those that have come, and a peer that sends that many in a row without any
/// data in them is cut (protocol_error).
/// Must stay where it is while an operation is under way.
class TlsStream {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using executor_type = Socket::executor_type;
  using error_code = boost::system::error_code;

  explicit TlsStream(Socket socket);
  ~TlsStream();
  TlsStream(TlsStream&&) noexcept;
  TlsStream& operator=(TlsStream&&) noexcept;

  executor_type get_executor() { return socket_.get_executor(); }
  Socket& socket() noexcept { return socket_; }
  const Socket& socket() const noexcept { return socket_; }

  /// To be encrypted from here on, beginning with async_handshake(). The socket must be open.
  void encrypt(const TlsServerContext& context);
  void encrypt(const TlsClientContext& context, const std::string& host);
  bool encrypted() const noexcept { return ssl_ != nullptr; }

  /// void(error_code). Without a time limit: who wants one closes the socket.
  template <class Token>
  auto async_handshake(Token&& token) {
    return boost::asio::async_compose<Token, void(error_code)>(HandshakeOperation{*this}, token, socket_);
  }
  /// Why it failed, and one line that says so to a person.
  HandshakeFailure failure() const noexcept { return failure_; }
  const std::string& problem() const noexcept { return problem_; }

  /// Of the verified certificate that the peer has shown; empty without one.
  std::vector<std::string> peer_names() const;
  /// Whether the certificate that the peer has shown is good by another context than that of its handshake.
  bool peer_is_trusted_by(const TlsServerContext& context) const;
  /// "TLSv1.3 TLS_AES_128_GCM_SHA256", with " resumed" when the session is.
  std::string description() const;

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    if (!ssl_) return socket_.async_read_some(buffers, std::forward<Token>(token));
    return transfer([this, into = first_of<boost::asio::mutable_buffer>(buffers)] { return read(into); },
                    std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    if (!ssl_) return socket_.async_write_some(buffers, std::forward<Token>(token));
    return transfer([this, from = gather(buffers)] { return write(from); }, std::forward<Token>(token));
  }

  /// Writes all of a few bytes at once, or breaks the connection. Not while an async_write_some() is under way.
  void write_now(std::string_view bytes) noexcept;
  /// Says that no more comes, as far as the socket takes it at once.
  void say_goodbye() noexcept;

 private:
  struct Step {
    enum class Wants : std::uint8_t { nothing, to_read, to_write } wants = Wants::nothing;
    error_code error = {};
    std::size_t bytes = 0;
  };
  Step shake_hands();
  Step read(boost::asio::mutable_buffer into);
  Step write(boost::asio::const_buffer from);
  Step outcome(int result);
  void explain();

  /// Steps until one is complete; in between waits for the socket.
  template <class Self, class TakeStep, class Complete>
  void run(Self& self, Step& done, bool& begun, bool& posted, error_code waited, TakeStep take_step,
           Complete complete) {
    if (posted) return complete(done);
    if (waited) {
      done = {.error = waited};
      return complete(done);
    }
    done = take_step();
    const bool at_once = !std::exchange(begun, true);
    switch (done.wants) {
      case Step::Wants::to_read: return socket_.async_wait(Socket::wait_read, std::move(self));
      case Step::Wants::to_write: return socket_.async_wait(Socket::wait_write, std::move(self));
      case Step::Wants::nothing: break;
    }
    if (!at_once) return complete(done);
    posted = true;  // never from within the call that began it
    boost::asio::post(get_executor(), std::move(self));
  }

  struct HandshakeOperation {
    TlsStream& stream;
    Step done = {};
    bool begun = false;
    bool posted = false;
    template <class Self>
    void operator()(Self& self, error_code waited = {}) {
      stream.run(
          self, done, begun, posted, waited, [&] { return stream.shake_hands(); },
          [&](const Step& step) { self.complete(step.error); });
    }
  };
  /// Reading or writing: `take_step` tries once.
  template <class TakeStep>
  struct TransferOperation {
    TlsStream& stream;
    TakeStep take_step;
    Step done = {};
    bool begun = false;
    bool posted = false;
    template <class Self>
    void operator()(Self& self, error_code waited = {}) {
      stream.run(self, done, begun, posted, waited, take_step,
                 [&](const Step& step) { self.complete(step.error, step.bytes); });
    }
  };
  template <class TakeStep, class Token>
  auto transfer(TakeStep take_step, Token&& token) {
    return boost::asio::async_compose<Token, void(error_code, std::size_t)>(
        TransferOperation<TakeStep>{*this, std::move(take_step)}, token, socket_);
  }

  /// The first that is not empty.
  template <class Buffer, class Buffers>
  static Buffer first_of(const Buffers& buffers) {
    for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers); ++at)
      if (Buffer(*at).size() > 0) return Buffer(*at);
    return {};
  }
  /// Small ones together, so that a head does not become a record, and a packet, of its own.
  template <class Buffers>
  boost::asio::const_buffer gather(const Buffers& buffers) {
    constexpr std::size_t one_record = 16 * 1024;
    const auto first = first_of<boost::asio::const_buffer>(buffers);
    if (first.size() >= one_record || first.size() == boost::asio::buffer_size(buffers)) return first;
    gathered_.resize(one_record);
    gathered_.resize(boost::asio::buffer_copy(boost::asio::buffer(gathered_), buffers));
    return boost::asio::buffer(std::as_const(gathered_));
  }

  /// Of the peer. Where they are stays the same when the stream moves: OpenSSL counts them up.
  struct Records {
    int without_data = 0;  ///< in a row
    int in_turn = 0;
  };
  static void count_record(int sent, int version, int type, const void* bytes, std::size_t size, SSL* ssl,
                           void* records);
  void begin(SSL* ssl);

  struct FreeSsl {
    void operator()(SSL* ssl) const noexcept;
  };

  Socket socket_;
  std::unique_ptr<Records> records_;  // outlives ssl_
  std::unique_ptr<SSL, FreeSsl> ssl_;
  std::vector<char> gathered_;  // what a write is sending
  std::string host_;            // a client's: whom the certificate must be for
  HandshakeFailure failure_ = HandshakeFailure::none;
  std::string problem_;
};

}  // namespace framewake
