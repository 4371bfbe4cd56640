#include "tls/stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <cerrno>
#include <new>
#include <string_view>

#include "tls/certificate.hpp"
#include "tls/handles.hpp"
#include "tls/socket_bio.hpp"
#include "tls/verdict.hpp"

namespace framewake {

using boost::system::error_code;

namespace {

constexpr int most_records = 100;  // in a row without data, and in a turn; of an honest handshake there are ten or so

error_code protocol_error() {
  return boost::system::errc::make_error_code(boost::system::errc::protocol_error);
}

/// What an error of a handshake says about the peer.
HandshakeFailure failure_of(unsigned long error) {
  switch (ERR_GET_REASON(error)) {
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST: return HandshakeFailure::plain_http;
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_UNKNOWN_PROTOCOL:
    case SSL_R_BAD_RECORD_TYPE:
    case SSL_R_RECORD_LENGTH_MISMATCH:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_UNEXPECTED_MESSAGE: return HandshakeFailure::not_tls;
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return HandshakeFailure::no_certificate;
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: return HandshakeFailure::bad_certificate;
    case SSL_R_UNEXPECTED_EOF_WHILE_READING: return HandshakeFailure::gone;
    default: return HandshakeFailure::other;
  }
}

/// Why the peer's certificate is not good, for a person.
std::string verdict_on(SSL* ssl, long verdict, const std::string& host) {
  const X509* shown = bad_certificate(ssl);
  const std::string whose = host.empty() ? "its certificate" : "the certificate of " + host;
  switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the certificate there is for " + (shown != nullptr ? what_it_is_for(shown) : "others") + ", not for " +
             host;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return whose + " or one above it has expired" +
             (shown != nullptr && X509_cmp_current_time(X509_get0_notAfter(shown)) < 0
                  ? " on " + date_of(X509_get0_notAfter(shown))
                  : "");
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return whose + " is not valid before " +
             (shown != nullptr ? date_of(X509_get0_notBefore(shown)) : "some later day") + "; is the clock right?";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return whose + " is signed by nobody who is trusted here" +
             (host.empty() ? " (ingest.client_ca)" : "; --ca FILE names an authority");
    default: return whose + " is not good: " + X509_verify_cert_error_string(verdict);
  }
}

}  // namespace

void TlsStream::FreeSsl::operator()(SSL* ssl) const noexcept {
  SSL_free(ssl);
}

TlsStream::TlsStream(Socket socket) : socket_(std::move(socket)) {}
TlsStream::~TlsStream() = default;
TlsStream::TlsStream(TlsStream&&) noexcept = default;
TlsStream& TlsStream::operator=(TlsStream&&) noexcept = default;

void TlsStream::encrypt(const TlsServerContext& context) {
  error_code not_open;  // then reading and writing say so
  socket_.native_non_blocking(true, not_open);
  begin(SSL_new(context.get()));
  SSL_set_accept_state(ssl_.get());
}

void TlsStream::encrypt(const TlsClientContext& context, const std::string& host) {
  error_code not_open;  // then reading and writing say so
  socket_.native_non_blocking(true, not_open);
  host_ = host;
  begin(context.connect(host));
}

void TlsStream::begin(SSL* ssl) {
  ssl_.reset(ssl);
  if (!ssl_) throw std::bad_alloc();
  records_ = std::make_unique<Records>();
  SSL_set_msg_callback(ssl, count_record);
  SSL_set_msg_callback_arg(ssl, records_.get());
  BIO* const bio = socket_bio(socket_.native_handle()).release();
  SSL_set_bio(ssl, bio, bio);
}

/// OpenSSL goes on with what it has read ahead, up to 64 KiB or a few thousand changes of keys, without ever returning. A
/// connection that counts as closed by the peer makes it return.
void TlsStream::count_record(int sent, int, int type, const void*, std::size_t, SSL* ssl, void* records) {
  if (sent != 0 || type != SSL3_RT_HEADER) return;
  auto& count = *static_cast<Records*>(records);
  ++count.in_turn;
  if (++count.without_data > most_records) SSL_set_shutdown(ssl, SSL_get_shutdown(ssl) | SSL_RECEIVED_SHUTDOWN);
}

TlsStream::Step TlsStream::outcome(int result) {
  if (records_->without_data > most_records) return {.error = protocol_error()};
  if (result > 0) return {.bytes = static_cast<std::size_t>(result)};
  const int socket_error = errno;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {.wants = Step::Wants::to_read};
    case SSL_ERROR_WANT_WRITE: return {.wants = Step::Wants::to_write};
    case SSL_ERROR_ZERO_RETURN: return {.error = boost::asio::error::eof};
    case SSL_ERROR_SYSCALL:
      if (BIO_test_flags(SSL_get_rbio(ssl_.get()), BIO_FLAGS_IN_EOF) != 0) return {.error = boost::asio::error::eof};
      return {.error = socket_error == 0 ? error_code(boost::asio::error::eof)
                                         : error_code(socket_error, boost::system::system_category())};
    default: return {.error = protocol_error()};
  }
}

TlsStream::Step TlsStream::shake_hands() {
  if (!socket_.is_open()) return {.error = boost::asio::error::operation_aborted};
  ERR_clear_error();
  errno = 0;
  Step step = outcome(SSL_do_handshake(ssl_.get()));
  step.bytes = 0;
  if (step.error) explain();
  if (!step.error && step.wants == Step::Wants::nothing) records_->without_data = 0;
  if (step.error == boost::asio::error::eof || step.error == boost::asio::error::connection_reset)
    failure_ = HandshakeFailure::gone;
  return step;
}

void TlsStream::explain() {
  if (records_->without_data > most_records) {
    ERR_clear_error();
    failure_ = HandshakeFailure::other;
    problem_ = "it sent more than " + std::to_string(most_records) + " records in a row with nothing in them";
    return;
  }
  const unsigned long error = ERR_peek_last_error();  // those before it are its reasons
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  const std::string in_openssl_words = reason == nullptr ? "error " + std::to_string(error) : reason;
  ERR_clear_error();
  failure_ = error == 0 ? HandshakeFailure::gone : failure_of(error);
  const bool to_be_verified = ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED;
  switch (failure_) {
    case HandshakeFailure::plain_http: problem_ = "it spoke HTTP without encryption"; return;
    case HandshakeFailure::not_tls: problem_ = "it did not speak TLS (" + in_openssl_words + ")"; return;
    case HandshakeFailure::no_certificate: problem_ = "it showed no certificate"; return;
    case HandshakeFailure::gone: problem_ = "it closed the connection"; return;
    default: break;
  }
  if (ERR_GET_REASON(error) == SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED) {
    problem_ = "the other end asks for a certificate (--cert, --key)";
    return;
  }
  problem_ = to_be_verified ? verdict_on(ssl_.get(), SSL_get_verify_result(ssl_.get()), host_)
                            : "TLS failed: " + in_openssl_words;
}

TlsStream::Step TlsStream::read(boost::asio::mutable_buffer into) {
  if (!socket_.is_open()) return {.error = boost::asio::error::operation_aborted};
  Step all;
  records_->in_turn = 0;
  while (into.size() > 0 && records_->in_turn < most_records) {  // a record at a time, as long as there are whole ones
    ERR_clear_error();
    errno = 0;
    const int most = static_cast<int>(std::min<std::size_t>(into.size(), 1U << 30U));
    const Step step = outcome(SSL_read(ssl_.get(), into.data(), most));
    if (step.error || step.wants != Step::Wants::nothing) {
      if (step.error == protocol_error() && problem_.empty()) explain();
      if (all.bytes > 0) return all;  // what is wrong shows again at the next call
      return step;
    }
    records_->without_data = 0;
    all.bytes += step.bytes;
    into += step.bytes;
  }
  return all;
}

TlsStream::Step TlsStream::write(boost::asio::const_buffer from) {
  if (!socket_.is_open()) return {.error = boost::asio::error::operation_aborted};
  Step all;
  while (from.size() > 0) {
    ERR_clear_error();
    errno = 0;
    const int most = static_cast<int>(std::min<std::size_t>(from.size(), 1U << 30U));
    const Step step = outcome(SSL_write(ssl_.get(), from.data(), most));
    if (step.error || step.wants != Step::Wants::nothing) {
      if (all.bytes > 0) return all;  // the record that OpenSSL still holds begins with what the caller writes next
      return step;
    }
    all.bytes += step.bytes;
    from += step.bytes;
  }
  return all;
}

void TlsStream::write_now(std::string_view bytes) noexcept {
  error_code ignored;
  std::size_t written = 0;
  if (ssl_) {
    written = write(boost::asio::buffer(bytes)).bytes;
  } else {
    socket_.non_blocking(true, ignored);
    written = socket_.write_some(boost::asio::buffer(bytes), ignored);
  }
  if (written < bytes.size()) socket_.shutdown(Socket::shutdown_both, ignored);
}

void TlsStream::say_goodbye() noexcept {
  if (!ssl_ || SSL_is_init_finished(ssl_.get()) == 0) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

std::vector<std::string> TlsStream::peer_names() const {
  if (!ssl_ || SSL_get_verify_result(ssl_.get()) != X509_V_OK) return {};
  const CertificateHandle shown(SSL_get1_peer_certificate(ssl_.get()));
  return shown ? names_in(shown.get()) : std::vector<std::string>{};
}

bool TlsStream::peer_is_trusted_by(const TlsServerContext& context) const {
  const CertificateHandle shown(ssl_ ? SSL_get1_peer_certificate(ssl_.get()) : nullptr);
  return shown && context.trusts(shown.get(), SSL_get_peer_cert_chain(ssl_.get()));
}

std::string TlsStream::description() const {
  if (!ssl_) return "not encrypted";
  return std::string(SSL_get_version(ssl_.get())) + " " + SSL_get_cipher_name(ssl_.get()) +
         (SSL_session_reused(ssl_.get()) == 1 ? " resumed" : "");
}

}  // namespace framewake
