// TLS on both listeners, over real sockets: who gets in, who does not, and what a reload does.
#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <fstream>
#include <sstream>

#include "app/main_loop.hpp"
#include "app/reloader.hpp"
#include "app/secrets.hpp"
#include "auth/password.hpp"
#include "base/thread.hpp"
#include "running_daemon.hpp"
#include "support/certificates.hpp"
#include "support/tls_socket.hpp"

namespace framewake::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class TlsTest : public DaemonTest {
 protected:
  std::vector<std::string> encrypted(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"ingest.tls_certificate=" + server_.certificate, "ingest.tls_key=" + server_.key,
                             "http.tls_certificate=" + server_.certificate, "http.tls_key=" + server_.key});
    return more;
  }
  std::vector<std::string> with_client_certificates(const std::string& which, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"ingest.client_ca=" + authority_.file(), "ingest.client_certificates=" + which});
    return encrypted(std::move(more));
  }
  TlsClientSide showing(const CertificateFiles& files) const {
    return {authority_.file(), files.certificate, files.key};
  }
  CertificateFiles camera_certificate(const std::string& name) {
    return authority_.issue("camera-" + name, {.common_name = "x", .alternative_names = "DNS:" + name});
  }
  std::string encrypted_metrics() { return TlsSocket(daemon_->http_port()).request("GET", "/metrics").body; }
  void expect_refusals(const std::string& listener, const std::string& reason, int count) {
    EXPECT_THAT(encrypted_metrics(), HasSubstr("framewake_refusals_total{listener=\"" + listener + "\",reason=\"" +
                                               reason + "\"} " + std::to_string(count)));
  }

  TestAuthority authority_;
  CertificateFiles server_ = authority_.issue("server");
  TlsClientSide knows_it_{.ca = authority_.file(), .certificate = {}, .key = {}};
};

std::string small_jpeg() {
  return make_jpeg(64, 48);
}

/// What a handshake that fails fails with: with TLS 1.3 a client learns of it when it reads.
std::string failure_of(std::uint16_t port, const TlsClientSide& side) try {
  TlsSocket socket(port, side);
  socket.try_upgrade("/camera/front");
  return "";
} catch (const std::exception& failure) {
  return failure.what();
}

TEST_F(TlsTest, FramesGoInAndResultsComeOut) {
  start(encrypted());
  TlsSocket camera(daemon_->ingest_port(), knows_it_);
  ASSERT_EQ(camera.try_upgrade("/camera/front?reply=results").status, 101);
  std::string image = small_jpeg();
  for (int i = 0; i < 5; ++i) image.insert(2, "\xff\xfe\xff\xff" + std::string(65'533, 'x'));  // comments: many records
  for (int frame = 1; frame <= 3; ++frame) {
    camera.send(make_frame(Opcode::binary, image));
    const json result = json::parse(camera.receive_frame());
    EXPECT_EQ(result.at("type"), "result") << result;
    EXPECT_EQ(result.at("frame"), frame);
  }
}

TEST_F(TlsTest, APostWaitsForContinueAndIsAnswered) {
  start(encrypted());
  TlsSocket camera(daemon_->ingest_port(), knows_it_);
  const std::string image = small_jpeg();
  camera.send("POST /camera/front HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: " +
              std::to_string(image.size()) + "\r\n\r\n");
  EXPECT_EQ(camera.receive_http().status, 100);
  camera.send(image);
  EXPECT_EQ(camera.receive_http().status, 202);
}

TEST_F(TlsTest, OnlyVersionsOfToday) {
  start(encrypted());
  EXPECT_THAT(
      failure_of(daemon_->ingest_port(), {.ca = {}, .certificate = {}, .key = {}, .highest_version = TLS1_1_VERSION}),
      HasSubstr("TLS handshake"));
  const TlsSocket twelve(daemon_->ingest_port(),
                         {.ca = authority_.file(), .certificate = {}, .key = {}, .highest_version = TLS1_2_VERSION});
}

TEST_F(TlsTest, ASessionIsResumed) {
  start(encrypted());
  TlsSocket first(daemon_->ingest_port(), knows_it_);
  ASSERT_EQ(first.try_upgrade("/camera/front").status, 101);
  EXPECT_FALSE(first.resumed());
  const TlsSocket second(daemon_->ingest_port(), knows_it_, first.session());
  EXPECT_TRUE(second.resumed());
}

TEST_F(TlsTest, WhoSpeaksPlainHttpIsToldSo) {
  start(encrypted());
  for (const std::uint16_t port : {daemon_->ingest_port(), daemon_->http_port()}) {
    const HttpReply reply = http_request(port, "GET", "/");
    EXPECT_EQ(reply.status, 400);
    EXPECT_THAT(reply.body, HasSubstr("this port speaks TLS"));
  }
  expect_refusals("cameras", "tls_plain_http", 1);
  expect_refusals("operators", "tls_plain_http", 1);
}

TEST_F(TlsTest, RubbishCostsOnlyItsOwnConnection) {
  start(encrypted());
  TlsSocket camera(daemon_->ingest_port(), knows_it_);
  ASSERT_EQ(camera.try_upgrade("/camera/front").status, 101);
  for (const std::uint16_t port : {daemon_->ingest_port(), daemon_->http_port()}) {
    RawWebSocket peer(port);
    peer.send_raw(std::string(100, '\x7f'));
    peer.expect_end();
  }
  EXPECT_THAT(camera.round_trip(), HasSubstr("clock"));
  expect_refusals("cameras", "tls_rubbish", 1);
  expect_refusals("operators", "tls_rubbish", 1);
}

TEST_F(TlsTest, AHandshakeThatDoesNotEndIsCut) {
  start(encrypted({"ingest.handshake_timeout=100ms", "http.timeout=1s"}));
  for (const std::uint16_t port : {daemon_->ingest_port(), daemon_->http_port()}) {
    RawWebSocket silent(port);
    RawWebSocket half(port);
    half.send_raw(std::string("\x16\x03\x01\x02\x00\x01\x00", 7));  // the head of a ClientHello
    silent.expect_end();
    half.expect_end();
  }
  expect_refusals("cameras", "tls_timeout", 2);
  expect_refusals("operators", "tls_timeout", 2);
}

TEST_F(TlsTest, WhoGoesInTheMiddleOfTheHandshakeIsCounted) {
  start(encrypted());
  {
    RawWebSocket peer(daemon_->ingest_port());
    peer.send_raw(std::string("\x16\x03\x01\x02\x00\x01\x00", 7));
    peer.finish_sending();
    peer.expect_end();
  }
  expect_refusals("cameras", "tls_gone", 1);
}

TEST_F(TlsTest, TheDaemonStopsDuringAHandshake) {
  start(encrypted());
  const RawWebSocket silent(daemon_->ingest_port());
  const RawWebSocket operators(daemon_->http_port());
  EXPECT_THAT(daemon_->stop(), IsEmpty());
}

TEST_F(TlsTest, ARequiredCertificateNamesItsCamera) {
  start(with_client_certificates("required"));
  const auto front = camera_certificate("front");
  TlsSocket camera(daemon_->ingest_port(), showing(front));
  EXPECT_EQ(camera.try_upgrade("/camera/front").status, 101);

  const HttpReply other = TlsSocket(daemon_->ingest_port(), showing(front)).try_upgrade("/camera/back");
  EXPECT_EQ(other.status, 403);
  EXPECT_THAT(other.body, HasSubstr("for another camera"));
  expect_refusals("cameras", "wrong_certificate", 1);
}

TEST_F(TlsTest, TheCommonNameCountsWhereThereIsNoOther) {
  start(with_client_certificates("required"));
  const auto named = authority_.issue("cn", {.common_name = "Front", .alternative_names = ""});
  EXPECT_EQ(TlsSocket(daemon_->ingest_port(), showing(named)).try_upgrade("/camera/front").status, 101);
  const auto both = authority_.issue("both", {.common_name = "front", .alternative_names = "DNS:back"});
  EXPECT_EQ(TlsSocket(daemon_->ingest_port(), showing(both)).try_upgrade("/camera/front").status, 403);
}

TEST_F(TlsTest, WithoutARequiredCertificateNobodyGetsIn) {
  start(with_client_certificates("required"));
  EXPECT_NE(failure_of(daemon_->ingest_port(), knows_it_), "");
  TestAuthority stranger;
  const auto forged = stranger.issue("front", {.common_name = "front", .alternative_names = "DNS:front"});
  EXPECT_NE(failure_of(daemon_->ingest_port(), {"", forged.certificate, forged.key}), "");
  const auto old = authority_.issue(
      "old", {.common_name = "front", .alternative_names = "DNS:front", .valid_from_days = -9, .valid_for_days = 3});
  EXPECT_NE(failure_of(daemon_->ingest_port(), showing(old)), "");
  expect_refusals("cameras", "tls_no_certificate", 1);
  expect_refusals("cameras", "tls_bad_certificate", 2);
}

const std::string token = "a-token-of-this-camera-0123456789";

TEST_F(TlsTest, AnAcceptedCertificateOpensInsteadOfTheToken) {
  start(with_client_certificates("accepted", {"cameras.front.token_hash=" + token_hash(digest_of(token))}));
  const auto upgrade = [&](const TlsClientSide& side, const std::string& headers = "") {
    return TlsSocket(daemon_->ingest_port(), side).try_upgrade("/camera/front", headers).status;
  };
  EXPECT_EQ(upgrade(showing(camera_certificate("front"))), 101);
  EXPECT_EQ(upgrade(knows_it_, "Authorization: Bearer " + token + "\r\n"), 101);
  EXPECT_EQ(upgrade(knows_it_), 401);
  EXPECT_EQ(upgrade(showing(camera_certificate("back"))), 401);
  expect_refusals("cameras", "no_secret", 2);
}

TEST_F(TlsTest, BesideARequiredCertificateTheTokenIsAskedFor) {
  start(with_client_certificates("required", {"cameras.front.token_hash=" + token_hash(digest_of(token))}));
  const auto front = camera_certificate("front");
  EXPECT_EQ(TlsSocket(daemon_->ingest_port(), showing(front)).try_upgrade("/camera/front").status, 401);
  EXPECT_EQ(TlsSocket(daemon_->ingest_port(), showing(front))
                .try_upgrade("/camera/front", "Authorization: Bearer " + token + "\r\n")
                .status,
            101);
}

TEST_F(TlsTest, TheCookieIsSecureAndThePageMustBe) {
  start(encrypted({"http.password_hash=" + to_text(hash_password("correct horse"))}));
  const auto log_in = [&](const std::string& origin) {
    return TlsSocket(daemon_->http_port())
        .request("POST", "/login", "password=correct+horse",
                 "Origin: " + origin + "\r\nContent-Type: application/x-www-form-urlencoded\r\n");
  };
  const HttpReply fine = log_in("https://localhost");
  EXPECT_EQ(fine.status, 200) << fine.body;
  EXPECT_THAT(fine.head, HasSubstr("; Secure; HttpOnly"));
  EXPECT_EQ(log_in("http://localhost").status, 403);
  EXPECT_EQ(log_in("https://elsewhere.example").status, 403);
}

TEST_F(TlsTest, ABadCertificateIsNoStart) {
  const auto problem_of = [&](std::vector<std::string> set) -> std::string {
    try {
      start(std::move(set));
    } catch (const BadSecrets& problem) {
      return problem.what();
    }
    return "";
  };
  const auto other = authority_.issue("other");
  const std::string file = (authority_.folder() / "text").string();
  write_file(file, "no PEM\n");
  EXPECT_THAT(problem_of({"ingest.tls_certificate=/nowhere.crt"}),
              HasSubstr("ingest.tls_certificate: cannot read /nowhere.crt: No such file"));
  EXPECT_THAT(problem_of({"http.tls_certificate=" + file}),
              HasSubstr("http.tls_certificate: " + file + " holds no certificate, allowed: one in PEM"));
  EXPECT_THAT(problem_of({"ingest.tls_certificate=" + server_.certificate, "ingest.tls_key=" + other.key}),
              HasSubstr("does not belong to the certificate"));
  EXPECT_THAT(problem_of({"ingest.tls_certificate=" + server_.certificate}),
              HasSubstr("ingest.tls_key: " + server_.certificate + " holds no private key"));
  EXPECT_THAT(problem_of({"ingest.client_certificates=required"}), HasSubstr("ingest.client_certificates: takes TLS"));
}

/// A daemon that reloads its certificates from files that change.
class CertificateReload : public TlsTest {
 protected:
  void SetUp() override {
    start(encrypted());
    reloader_.serve(*daemon_);
  }
  ReloadReport reload() { return reloader_.reload("the test"); }
  /// After what a reload has posted to the net thread.
  std::string name_shown() { return TlsSocket(daemon_->ingest_port()).server_name(); }
  LoadRequest request() {
    auto set = encrypted({"ingest.listen=127.0.0.1:0", "http.listen=127.0.0.1:0"});
    return {.file = {}, .set = set, .may_be_missing = false};
  }
  static std::vector<std::string> keys(const ReloadReport& report) {
    std::vector<std::string> all;
    for (const auto& change : report.changes) all.push_back(change.key);
    return all;
  }

  MainLoop loop_;
  Reloader reloader_{loop_, [this] { return request(); }, built_in_stages()};
};

TEST_F(CertificateReload, NewConnectionsGetTheNewOneAndTheOthersGoOn) {
  TlsSocket camera(daemon_->ingest_port(), knows_it_);
  ASSERT_EQ(camera.try_upgrade("/camera/front").status, 101);
  EXPECT_THAT(keys(reload()), IsEmpty());
  authority_.issue("server", {.common_name = "renewed"});
  EXPECT_THAT(keys(reload()), UnorderedElementsAre("ingest.tls_certificate", "http.tls_certificate"));
  EXPECT_EQ(name_shown(), "renewed");
  EXPECT_EQ(TlsSocket(daemon_->http_port()).server_name(), "renewed");
  EXPECT_THAT(camera.round_trip(), HasSubstr("clock"));
}

TEST_F(CertificateReload, ABadOneIsRefusedAndTheOldOneStays) {
  write_file(server_.certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  const ReloadReport report = reload();
  ASSERT_FALSE(report.taken());
  EXPECT_EQ(report.problems.front().key, "ingest.tls_certificate");
  EXPECT_THAT(report.problems.front().what, HasSubstr(server_.certificate));
  EXPECT_EQ(name_shown(), "localhost");
}

TEST_F(CertificateReload, AKeyThatDoesNotMatchIsRefused) {
  const auto other = authority_.issue("other");
  std::filesystem::copy_file(other.key, server_.key, std::filesystem::copy_options::overwrite_existing);
  const ReloadReport report = reload();
  ASSERT_FALSE(report.taken());
  EXPECT_THAT(to_string(report.problems.front()), HasSubstr("ingest.tls_key: the private key in"));
  EXPECT_EQ(name_shown(), "localhost");
}

/// The same with certificates of cameras, whose authority becomes another.
class AuthorityReload : public TlsTest {
 protected:
  void begin(const std::string& which) {
    trust(authority_);
    set_ = encrypted({"ingest.client_ca=" + trusted_, "ingest.client_certificates=" + which});
    if (which == "accepted") set_.push_back("cameras.front.token_hash=" + token_hash(digest_of(token)));
    start(set_);
    reloader_.serve(*daemon_);
  }
  void trust(const TestAuthority& authority) {
    std::filesystem::copy_file(authority.file(), trusted_, std::filesystem::copy_options::overwrite_existing);
  }
  std::vector<std::string> reload() {
    std::vector<std::string> keys;
    const ReloadReport report = reloader_.reload("the test");
    EXPECT_TRUE(report.taken());
    for (const auto& change : report.changes) keys.push_back(change.key);
    return keys;
  }
  LoadRequest request() {
    auto set = set_;
    set.insert(set.end(), {"ingest.listen=127.0.0.1:0", "http.listen=127.0.0.1:0"});
    return {.file = {}, .set = set, .may_be_missing = false};
  }
  std::unique_ptr<TlsSocket> front() {
    auto socket = std::make_unique<TlsSocket>(daemon_->ingest_port(), showing(camera_certificate("front")));
    EXPECT_EQ(socket->try_upgrade("/camera/front").status, 101);
    return socket;
  }
  static int close_code(TlsSocket& camera) {
    const std::string payload = camera.receive_frame();
    return static_cast<unsigned char>(payload.at(0)) << 8 | static_cast<unsigned char>(payload.at(1));
  }

  const TestAuthority next_;
  const std::string trusted_ = (next_.folder() / "trusted.crt").string();
  std::vector<std::string> set_;
  MainLoop loop_;
  Reloader reloader_{loop_, [this] { return request(); }, built_in_stages()};
};

TEST_F(AuthorityReload, WhomTheOldAuthorityHasSignedGoesWithIt) {
  begin("required");
  const auto camera = front();
  EXPECT_THAT(reload(), IsEmpty());
  EXPECT_THAT(camera->round_trip(), HasSubstr("clock"));
  trust(next_);
  EXPECT_THAT(reload(), ElementsAre("ingest.client_ca"));
  EXPECT_EQ(close_code(*camera), 1008);
  EXPECT_NE(failure_of(daemon_->ingest_port(), showing(camera_certificate("front"))), "");
}

TEST_F(AuthorityReload, WhoHasATokenBesideItsCertificateStays) {
  begin("accepted");
  const auto with_certificate = front();
  TlsSocket with_token(daemon_->ingest_port(), knows_it_);
  ASSERT_EQ(with_token.try_upgrade("/camera/other?token=x").status, 101);
  trust(next_);
  EXPECT_THAT(reload(), ElementsAre("ingest.client_ca"));
  EXPECT_EQ(close_code(*with_certificate), 1008);
  EXPECT_THAT(with_token.round_trip(), HasSubstr("clock"));
}

// A connection on which POSTs come is not closed; but what comes on it is judged by those who may sign now.
TEST_F(AuthorityReload, WhatComesOnAnOldConnectionIsJudgedAnew) {
  begin("required");
  const auto connect = [&] {
    return std::make_unique<TlsSocket>(daemon_->ingest_port(), showing(camera_certificate("front")));
  };
  const auto posting = connect();
  const auto upgrading = connect();
  for (const auto* socket : {&posting, &upgrading})
    EXPECT_EQ((*socket)->request("POST", "/camera/front", small_jpeg()).status, 202);
  trust(next_);
  EXPECT_THAT(reload(), ElementsAre("ingest.client_ca"));
  EXPECT_EQ(posting->request("POST", "/camera/front", small_jpeg()).status, 403);
  EXPECT_EQ(upgrading->try_upgrade("/camera/front").status, 403);
}

TEST_F(AuthorityReload, BothAuthoritiesInOneFileMakeItGentle) {
  begin("required");
  const auto camera = front();
  TlsSocket posting(daemon_->ingest_port(), showing(camera_certificate("front")));
  EXPECT_EQ(posting.request("POST", "/camera/front", small_jpeg()).status, 202);
  std::ifstream old_one(authority_.file()), new_one(next_.file());
  std::stringstream both;
  both << old_one.rdbuf() << new_one.rdbuf();
  write_file(trusted_, both.str());
  EXPECT_THAT(reload(), ElementsAre("ingest.client_ca"));
  EXPECT_THAT(camera->round_trip(), HasSubstr("clock"));
  EXPECT_EQ(posting.request("POST", "/camera/front", small_jpeg()).status, 202);
}

TEST_F(DaemonTest, TheClientOfATrustedProxyIsLimitedAndNotTheProxy) {
  start({"ingest.trusted_proxies=[\"127.0.0.1\"]", "ingest.max_connections_per_address=1"});
  const auto behind = [&](const std::string& client) {
    auto socket = std::make_unique<RawWebSocket>(daemon_->ingest_port());
    const int status =
        socket->try_upgrade("/camera/c" + client.substr(client.rfind('.') + 1), "X-Forwarded-For: " + client + "\r\n")
            .status;
    return std::pair(status, std::move(socket));
  };
  const auto one = behind("192.0.2.1");
  const auto two = behind("192.0.2.2");
  EXPECT_EQ(one.first, 101);
  EXPECT_EQ(two.first, 101);
  EXPECT_EQ(behind("192.0.2.1").first, 503);
  EXPECT_THAT(metrics(), HasSubstr("{listener=\"cameras\",reason=\"too_many_connections\"} 1"));
}

}  // namespace
}  // namespace framewake::test
