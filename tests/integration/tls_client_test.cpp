// The clients over TLS: what they say when they do not trust the server, and the camera as a program.
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "client/http_get.hpp"
#include "running_daemon.hpp"
#include "support/certificates.hpp"
#include "support/child_process.hpp"

namespace framewake::test {
namespace {

using testing::HasSubstr;

class TlsClientTest : public DaemonTest {
 protected:
  void start_with(const CertificateFacts& facts, std::vector<std::string> more = {}) {
    const auto server = authority_.issue("server", facts);
    more.insert(more.end(), {"ingest.tls_certificate=" + server.certificate, "ingest.tls_key=" + server.key,
                             "http.tls_certificate=" + server.certificate, "http.tls_key=" + server.key});
    start(std::move(more));
  }
  HttpResponse get(const TlsClientFiles& files) {
    boost::asio::io_context io;
    HttpResponse response;
    const Url url{"127.0.0.1", daemon_->http_port(), "/healthz", true};
    http_get(
        io, url, std::chrono::seconds(20), [&](HttpResponse answer) { response = std::move(answer); }, "",
        TlsClientContext::load(files).context);
    io.run();
    return response;
  }
  TlsClientFiles trusting() const { return {.ca = authority_.file(), .certificate = {}, .key = {}}; }
  std::vector<std::string> camera_command(std::vector<std::string> more) {
    std::vector<std::string> words{
        FRAMEWAKE_BINARY, "camera",   "wss://127.0.0.1:" + std::to_string(daemon_->ingest_port()) + "/camera/front",
        "--source",       "test",     "--size",
        "160x120",        "--frames", "3"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  TestAuthority authority_;
};

TEST_F(TlsClientTest, WhoTrustsTheAuthorityIsAnswered) {
  start_with({});
  EXPECT_EQ(get(trusting()).status, 200);
  const HttpResponse stranger = get({});
  EXPECT_EQ(stranger.status, 0U);
  EXPECT_THAT(stranger.problem, HasSubstr("the certificate of 127.0.0.1 is signed by nobody who is trusted here"));
}

TEST_F(TlsClientTest, ACertificateOfAnotherHostIsNamed) {
  start_with({.common_name = "x", .alternative_names = "DNS:cameras.example.org,IP:192.0.2.7"});
  EXPECT_EQ(get(trusting()).problem, "the certificate there is for cameras.example.org, 192.0.2.7, not for 127.0.0.1");
}

TEST_F(TlsClientTest, TheCameraSendsOverTls) {
  start_with({});
  ChildProcess camera(camera_command({"--reply", "--ca", authority_.file()}));
  EXPECT_EQ(camera.wait_for_exit(), 0) << camera.output();
  EXPECT_THAT(camera.output(), HasSubstr("\"type\":\"result\""));
  ChildProcess stranger(camera_command({}));
  EXPECT_EQ(stranger.wait_for_exit(), 1) << stranger.output();
  EXPECT_THAT(stranger.output(), HasSubstr("is signed by nobody who is trusted here; --ca FILE"));
}

TEST_F(TlsClientTest, TheCameraShowsItsCertificate) {
  start_with({}, {"ingest.client_ca=" + authority_.file(), "ingest.client_certificates=required"});
  const auto own = authority_.issue("camera", {.common_name = "front", .alternative_names = ""});
  ChildProcess camera(camera_command({"--ca", authority_.file(), "--cert", own.certificate, "--key", own.key}));
  EXPECT_EQ(camera.wait_for_exit(), 0) << camera.output();
  ChildProcess without(camera_command({"--ca", authority_.file()}));
  EXPECT_EQ(without.wait_for_exit(), 1) << without.output();
  EXPECT_THAT(without.output(), HasSubstr("asks for a certificate (--cert, --key)"));
}

TEST_F(TlsClientTest, EveryCommandSpeaksHttps) {
  start_with({});
  const std::string url = "https://127.0.0.1:" + std::to_string(daemon_->http_port());
  using Words = std::vector<std::string>;
  const auto outcome = [&](Words words, const Words& more) {
    words.insert(words.begin(), FRAMEWAKE_BINARY);
    words.insert(words.end(), more.begin(), more.end());
    ChildProcess command(words);
    const int status = command.wait_for_exit();
    return std::pair(status, command.output());
  };
  for (const Words& words :
       {Words{"health", url}, Words{"why", url, "front"}, Words{"snapshot", url, "front"}, Words{"reload", url}}) {
    const auto [status, output] = outcome(words, {});
    EXPECT_EQ(status, 1) << words.front();
    EXPECT_THAT(output, HasSubstr("is signed by nobody who is trusted here; --ca FILE")) << words.front();
    EXPECT_THAT(outcome(words, {"--ca", authority_.file()}).second, testing::Not(HasSubstr("signed"))) << words.front();
  }
  EXPECT_EQ(outcome({"health", url}, {"--ca", authority_.file()}), std::pair(0, std::string("ok\n")));
  EXPECT_EQ(outcome({"watch", url}, {"--seconds", "0.2", "--ca", authority_.file()}).first, 0);
}

TEST_F(TlsClientTest, TheDaemonRefusesToStartWithABadCertificate) {
  const auto server = authority_.issue("server");
  const auto other = authority_.issue("other");
  ChildProcess daemon({FRAMEWAKE_BINARY, "serve", "--config", "/dev/null", "--set", "ingest.listen=127.0.0.1:0",
                       "--set", "http.listen=127.0.0.1:0", "--set", "ingest.tls_certificate=" + server.certificate,
                       "--set", "ingest.tls_key=" + other.key});
  EXPECT_EQ(daemon.wait_for_exit(), 78);
  EXPECT_THAT(daemon.output(), HasSubstr("ingest.tls_key: the private key in " + other.key + " does not belong to"));
}

}  // namespace
}  // namespace framewake::test
