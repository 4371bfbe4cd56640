// Both ends of a TlsStream over a real connection, on one thread.
#include "tls/stream.hpp"

#include <gmock/gmock.h>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <string>

#include "support/certificates.hpp"

namespace framewake {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using testing::HasSubstr;

class StreamPair : public testing::Test {
 protected:
  StreamPair() {
    tcp::acceptor acceptor(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    client_.socket().connect(acceptor.local_endpoint());
    server_ = TlsStream(acceptor.accept());
  }
  void encrypt(const test::CertificateFacts& facts = {}, const std::string& host = "localhost") {
    const auto files = authority_.issue("server", facts);
    server_.encrypt(
        *TlsServerContext::load({.certificate = files.certificate, .key = files.key, .client_ca = {}}).context);
    client_context_ = TlsClientContext::load({.ca = authority_.file(), .certificate = {}, .key = {}}).context;
    client_.encrypt(*client_context_, host);
  }
  /// Returns what the client came to; the server may have come to something else.
  error_code shake_hands() {
    error_code of_client;
    server_.async_handshake([](const error_code&) {});
    client_.async_handshake([&](const error_code& error) { of_client = error; });
    run();
    return of_client;
  }
  void run() {
    io_.restart();
    io_.run();
  }
  /// Sends through both ends; returns what arrived.
  std::string pass(const std::string& text, TlsStream& from, TlsStream& to) {
    std::string arrived(text.size(), '\0');
    asio::async_read(to, asio::buffer(arrived), [](const error_code& error, std::size_t) { EXPECT_FALSE(error); });
    const std::array<asio::const_buffer, 2> parts{asio::buffer(text.data(), 3), asio::buffer(text) + 3};
    asio::async_write(from, parts, [](const error_code& error, std::size_t) { EXPECT_FALSE(error); });
    run();
    return arrived;
  }

  test::TestAuthority authority_;
  asio::io_context io_;
  TlsStream client_{tcp::socket(io_)};
  TlsStream server_{tcp::socket(io_)};
  std::shared_ptr<const TlsClientContext> client_context_;
};

std::string long_text() {
  std::string text;
  while (text.size() < 3'000'000) text += std::to_string(text.size()) + ' ';
  return text;
}

TEST_F(StreamPair, PlainBytesArriveAsTheyAre) {
  EXPECT_FALSE(server_.encrypted());
  EXPECT_EQ(pass("hello", client_, server_), "hello");
  EXPECT_THAT(server_.peer_names(), testing::IsEmpty());
}

TEST_F(StreamPair, EncryptedBytesArriveInBothDirections) {
  encrypt();
  ASSERT_FALSE(shake_hands());
  EXPECT_THAT(server_.description(), HasSubstr("TLSv1.3 TLS_AES_128_GCM_SHA256"));
  const std::string text = long_text();  // more than the kernel takes at once
  EXPECT_TRUE(pass(text, client_, server_) == text);
  EXPECT_TRUE(pass(text, server_, client_) == text);
  EXPECT_EQ(pass("short", client_, server_), "short");
}

TEST_F(StreamPair, TheEndOfTheOtherIsTheEnd) {
  encrypt();
  ASSERT_FALSE(shake_hands());
  client_.say_goodbye();
  error_code end;
  char byte = 0;
  server_.async_read_some(asio::buffer(&byte, 1), [&](const error_code& error, std::size_t) { end = error; });
  run();
  EXPECT_EQ(end, asio::error::eof);
}

TEST_F(StreamPair, ClosingEndsWhatIsUnderWay) {
  encrypt();
  ASSERT_FALSE(shake_hands());
  error_code end;
  char byte = 0;
  server_.async_read_some(asio::buffer(&byte, 1), [&](const error_code& error, std::size_t) { end = error; });
  server_.socket().close();
  run();
  EXPECT_EQ(end, asio::error::operation_aborted);
}

TEST_F(StreamPair, ADamagedRecordIsAnError) {
  encrypt();
  ASSERT_FALSE(shake_hands());
  asio::write(client_.socket(), asio::buffer(std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x')));
  error_code end;
  char byte = 0;
  server_.async_read_some(asio::buffer(&byte, 1), [&](const error_code& error, std::size_t) { end = error; });
  run();
  EXPECT_TRUE(end);
  EXPECT_NE(end, asio::error::eof);
}

TEST_F(StreamPair, AnotherNameIsRefused) {
  encrypt({.common_name = "x", .alternative_names = "DNS:other.example"});
  EXPECT_TRUE(shake_hands());
  EXPECT_EQ(client_.failure(), HandshakeFailure::bad_certificate);
  EXPECT_EQ(client_.problem(), "the certificate there is for other.example, not for localhost");
}

TEST_F(StreamPair, AnAddressIsComparedAsOne) {
  encrypt({}, "127.0.0.1");
  EXPECT_FALSE(shake_hands()) << client_.problem();
}

TEST_F(StreamPair, AnExpiredOneIsRefusedWithItsDate) {
  encrypt({.valid_from_days = -10, .valid_for_days = 5});
  EXPECT_TRUE(shake_hands());
  EXPECT_THAT(client_.problem(), HasSubstr("the certificate of localhost or one above it has expired on 20"));
}

TEST_F(StreamPair, AnUnknownAuthorityIsRefused) {
  encrypt();
  const test::TestAuthority other;
  client_context_ = TlsClientContext::load({.ca = other.file(), .certificate = {}, .key = {}}).context;
  client_.encrypt(*client_context_, "localhost");
  EXPECT_TRUE(shake_hands());
  EXPECT_THAT(client_.problem(), HasSubstr("signed by nobody who is trusted here; --ca FILE"));
}

}  // namespace
}  // namespace framewake
