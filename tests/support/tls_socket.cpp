#include "support/tls_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

namespace framewake::test {
namespace {

[[noreturn]] void fail(const std::string& what) {
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  throw std::runtime_error(what + ": " + (reason == nullptr ? "the connection ended" : reason));
}

int connect_loopback(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{20, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("connect");
  return socket;
}

}  // namespace

TlsSocket::TlsSocket(std::uint16_t port, const TlsClientSide& side, const std::shared_ptr<ssl_session_st>& resume)
    : socket_(connect_loopback(port)),
      context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
      ssl_(nullptr, SSL_free) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL's own sockets raise it
  SSL_CTX* context = context_.get();
  if (side.highest_version != 0) SSL_CTX_set_max_proto_version(context, side.highest_version);
  if (!side.ca.empty()) {
    SSL_CTX_load_verify_file(context, side.ca.c_str());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  }
  if (!side.certificate.empty()) {
    SSL_CTX_use_certificate_chain_file(context, side.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context, side.key.c_str(), SSL_FILETYPE_PEM);
  }
  ssl_.reset(SSL_new(context));
  SSL_set_fd(ssl_.get(), socket_);
  if (resume) SSL_set_session(ssl_.get(), resume.get());
  if (SSL_connect(ssl_.get()) != 1) {
    ::close(socket_);
    fail("TLS handshake");
  }
}

TlsSocket::~TlsSocket() {
  ::close(socket_);
}

void TlsSocket::send(std::string_view bytes) {
  if (SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0) fail("send");
}

void TlsSocket::change_keys(int times) {
  for (int i = 0; i < times; ++i) {
    SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_NOT_REQUESTED);
    if (SSL_do_handshake(ssl_.get()) != 1) fail("change of keys");
  }
}

void TlsSocket::expect_end() {
  std::array<char, 16384> part{};
  int got = 1;
  while (got > 0) got = SSL_read(ssl_.get(), part.data(), static_cast<int>(part.size()));
  const int why = SSL_get_error(ssl_.get(), got);
  if (why == SSL_ERROR_WANT_READ || (why == SSL_ERROR_SYSCALL && errno == EAGAIN)) fail("the connection does not end");
  ERR_clear_error();
}

void TlsSocket::fill() {
  std::array<char, 16384> part{};
  const int got = SSL_read(ssl_.get(), part.data(), static_cast<int>(part.size()));
  if (got <= 0) fail("receive");
  buffer_.append(part.data(), static_cast<std::size_t>(got));
}

std::string TlsSocket::take(std::size_t count) {
  while (buffer_.size() < count) fill();
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

HttpReply TlsSocket::receive_http() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) fill();
  HttpReply reply;
  reply.head = take(end + 4);
  reply.status = std::stoi(reply.head.substr(9, 3));
  const std::size_t length = reply.head.find("Content-Length: ");
  if (length != std::string::npos) reply.body = take(std::stoul(reply.head.substr(length + 16)));
  return reply;
}

HttpReply TlsSocket::request(const std::string& method, const std::string& target, std::string_view body,
                             const std::string& more_headers) {
  std::string text = method;
  text.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(more_headers);
  if (method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  send(text.append("\r\n").append(body));
  return receive_http();
}

HttpReply TlsSocket::try_upgrade(const std::string& target, const std::string& more_headers) {
  send("GET " + target +
       " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
       more_headers + "\r\n");
  return receive_http();
}

std::string TlsSocket::receive_frame() {
  const std::string head = take(2);
  std::uint64_t length = static_cast<unsigned char>(head[1]) & 0x7f;
  if (length >= 126) {
    const std::string more = take(length == 126 ? 2 : 8);
    length = 0;
    for (const char byte : more) length = length << 8 | static_cast<unsigned char>(byte);
  }
  return take(length);
}

std::string TlsSocket::round_trip() {
  send(make_frame(Opcode::text, R"({"type":"clock","t0":1})"));
  for (;;) {
    std::string text = receive_frame();
    if (text.find("\"clock\"") != std::string::npos) return text;
  }
}

std::string TlsSocket::server_name() const {
  const std::unique_ptr<X509, void (*)(X509*)> shown(SSL_get1_peer_certificate(ssl_.get()), X509_free);
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  return name.data();
}

bool TlsSocket::resumed() const {
  return SSL_session_reused(ssl_.get()) == 1;
}

std::shared_ptr<ssl_session_st> TlsSocket::session() const {
  return {SSL_get1_session(ssl_.get()), SSL_SESSION_free};
}

}  // namespace framewake::test
