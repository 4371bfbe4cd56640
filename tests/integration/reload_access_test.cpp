// Reload of what cameras must show and of what they may send.
#include <gmock/gmock.h>

#include <cstdlib>
#include <latch>

#include "app/health.hpp"
#include "auth/password.hpp"
#include "auth/token.hpp"
#include "integration/reloading_daemon.hpp"

namespace framewake::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint16_t not_admitted = 1008;

/// Only cameras that it names may send.
const std::string strict = [] {
  std::string text = base;
  return text.insert(text.find("[http]"), "unknown_cameras = \"reject\"\n");
}();

class ReloadAccess : public ReloadTest {
 protected:
  static std::string with_token(const std::string& camera, const std::string& token) {
    return "[cameras." + camera + "]\ntoken_hash = \"" + token_hash(digest_of(token)) + "\"\n";
  }
  int push(const std::string& camera, const std::string& token) {
    return http_request(daemon_->ingest_port(), "POST", "/camera/" + camera + "?token=" + token, make_jpeg(64, 48))
        .status;
  }
  static bool lives(RawWebSocket& camera) {
    camera.send(Opcode::text, R"({"type":"clock","t0":1})");
    return json::parse(camera.receive_text()).at("type") == "clock";
  }
};

TEST_F(ReloadAccess, AnotherTokenHoldsAtOnceAndClosesOnlyWhoHasTheOldOne) {
  start(base + with_token("front", "old") + with_token("side", "same"));
  auto front = camera("/camera/front?token=old");
  auto side = camera("/camera/side?token=same");
  auto back = camera("/camera/back");
  EXPECT_THAT(changes(base + with_token("front", "new") + with_token("side", "same")),
              ElementsAre("cameras.front.token_hash live"));
  EXPECT_EQ(front.receive_close_code(), not_admitted);
  EXPECT_TRUE(lives(side));
  EXPECT_TRUE(lives(back));
  EXPECT_EQ(push("front", "old"), 401);
  EXPECT_EQ(push("front", "new"), 202);
}

TEST_F(ReloadAccess, AFileWithAnotherTokenIsReadAgain) {
  const auto file = file_.path().parent_path() / "front.token";
  std::ofstream(file) << "the-old-token-of-the-camera\n";
  const std::string config = base + "[cameras.front]\ntoken_file = \"" + file.string() + "\"\n";
  start(config);
  EXPECT_EQ(push("front", "the-old-token-of-the-camera"), 202);
  std::ofstream(file) << "the-new-token-of-the-camera\n";
  EXPECT_THAT(changes(config), ElementsAre("cameras.front.token_file live"));
  EXPECT_EQ(push("front", "the-old-token-of-the-camera"), 401);
  EXPECT_EQ(push("front", "the-new-token-of-the-camera"), 202);
}

TEST_F(ReloadAccess, AFileThatIsMissingChangesNothing) {
  start(base + with_token("front", "old"));
  auto front = camera("/camera/front?token=old");
  const HttpReply reply = reload(base + "[cameras.front]\ntoken_file = \"/nowhere/front.token\"\n");
  EXPECT_EQ(reply.status, 422);
  const json error = json::parse(reply.body).at("errors").at(0);
  EXPECT_EQ(error.at("key"), "cameras.front.token_file");
  EXPECT_THAT(error.at("what").get<std::string>(), HasSubstr("/nowhere/front.token"));
  EXPECT_TRUE(lives(front));
  EXPECT_EQ(push("front", "old"), 202);
}

TEST_F(ReloadAccess, ALimitHoldsForWhoIsThereAlready) {
  const std::string named = base + "[cameras.front]\n";
  start(named);
  auto front = camera("/camera/front");
  EXPECT_THAT(changes(named + "max_fps = 0.001\n"), ElementsAre("cameras.front.max_fps live"));
  front.send(Opcode::binary, make_jpeg(64, 48));
  front.send(Opcode::binary, make_jpeg(64, 48));
  front.send(Opcode::text, R"({"type":"clock","t0":1})");  // not read before the debt is paid
  for (int pushes = 0; push("front", "") != 429; ++pushes) ASSERT_LT(pushes, 3);
  EXPECT_THAT(changes(named), ElementsAre("cameras.front.max_fps live"));
  EXPECT_EQ(json::parse(front.receive_text()).at("type"), "clock") << "it is read from again";
  EXPECT_EQ(push("front", ""), 202);
}

TEST_F(ReloadAccess, WhoIsNotKnownGoesWhenNoMoreMayCome) {
  start(base + "[cameras.front]\n");
  auto stranger = camera("/camera/stranger");
  auto front = camera("/camera/front");
  EXPECT_THAT(changes(strict + "[cameras.front]\n"), ElementsAre("ingest.unknown_cameras live"));
  EXPECT_EQ(stranger.receive_close_code(), not_admitted);
  EXPECT_TRUE(lives(front));
  EXPECT_EQ(push("another", ""), 403);
}

TEST_F(ReloadAccess, ACameraThatIsTakenOutOfTheConfigurationGoes) {
  start(strict + with_token("front", "own") + "[cameras.side]\n");
  auto front = camera("/camera/front?token=own");
  auto side = camera("/camera/side");
  EXPECT_THAT(changes(strict + "[cameras.side]\n"), testing::Contains("cameras.front.token_hash live"));
  EXPECT_EQ(front.receive_close_code(), not_admitted);
  EXPECT_TRUE(lives(side));
  changes(strict);
  EXPECT_EQ(side.receive_close_code(), not_admitted) << "without a token it is let in for its name alone";
}

TEST_F(ReloadAccess, WhoWasTakenOutOfTheConfigurationIsNotToldOfAnyMore) {
  start(base + "[cameras.front]\n[cameras.side]\n[cameras.never]\n");
  EXPECT_EQ(push("front", ""), 202);
  auto side = camera("/camera/side");
  const auto told = [&] {
    std::vector<std::string> names;
    for (const CameraStatus& one : daemon_->cameras()) names.push_back(one.camera.str());
    return names;
  };
  EXPECT_THAT(told(), ElementsAre("front", "never", "side"));
  changes(base);
  EXPECT_THAT(told(), ElementsAre("side")) << "it is connected, and may be: unknown cameras are accepted";
  EXPECT_EQ(push("front", ""), 202);
  EXPECT_THAT(told(), ElementsAre("front", "side")) << "it has come back by itself";
}

TEST_F(ReloadAccess, ACameraGoesAlsoWithATokenThatOpensForOthers) {
  const std::string shared = strict + "token_hash = \"" + token_hash(digest_of("shared")) + "\"\n";
  start(shared + "[cameras.front]\n");
  auto front = camera("/camera/front?token=shared");
  changes(shared);
  EXPECT_EQ(front.receive_close_code(), not_admitted);
}

TEST_F(ReloadAccess, ABusyNetThreadJudgesByTheNewConfigurationOnly) {
  start(base + with_token("front", "old"));
  auto front = camera("/camera/front?token=old");
  auto stranger = camera("/camera/stranger");
  std::latch reloaded(1);
  daemon_->vital_signs().ask_net_thread([&] { reloaded.wait(); });
  file_.write(strict);
  loop_.post([&] {
    EXPECT_TRUE(reloader_.reload("the test").taken());
    reloaded.count_down();
  });
  EXPECT_EQ(front.receive_close_code(), not_admitted);
  EXPECT_EQ(stranger.receive_close_code(), not_admitted);
  EXPECT_EQ(push("front", "old"), 403);
}

/// What operators must show.
class ReloadOperatorAccess : public ReloadAccess {
 protected:
  ~ReloadOperatorAccess() override { unsetenv("CREDENTIALS_DIRECTORY"); }
  static std::string with_password(const std::string& password) { return with_hash(to_text(hash_password(password))); }
  static std::string with_hash(const std::string& hash) { return with_line("password_hash = \"" + hash + "\"\n"); }
  static std::string with_line(const std::string& line) {
    std::string text = base;
    return text.insert(text.find("[defaults]"), line);
  }
  static std::string token(const std::string& secret) {
    return "[[http.tokens]]\nname = \"t\"\ntoken_hash = \"" + token_hash(digest_of(secret)) +
           "\"\nscopes = [\"read\", \"control\"]\n";
  }
  static std::string showing(const std::string& secret) { return "Authorization: Bearer " + secret + "\r\n"; }
  int look(const std::string& headers) {
    return http_request(daemon_->http_port(), "GET", "/api/v1/status", {}, headers).status;
  }
  /// The field of a session.
  std::string log_in(const std::string& password) {
    const auto login = http_request(daemon_->http_port(), "POST", "/login", "password=" + password);
    EXPECT_EQ(login.status, 200) << login.body;
    const auto begin = login.head.find("framewake_session=");
    return "Cookie: " + login.head.substr(begin, login.head.find(';', begin) - begin) + "\r\n";
  }
  /// As somebody who may, on the page of this host.
  HttpReply reload_as(const std::string& headers, const std::string& text) {
    file_.write(text);
    return http_request(daemon_->http_port(), "POST", "/api/v1/reload", {}, headers + "Origin: http://127.0.0.1\r\n");
  }
};

TEST_F(ReloadOperatorAccess, AnotherPasswordEndsTheSessionThatAskedForIt) {
  start(with_password("old"));
  const std::string session = log_in("old");
  EXPECT_EQ(look(session), 200);
  const HttpReply reply = reload_as(session, with_password("new"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(json::parse(reply.body), json::parse(R"({"changes":[{"key":"http.password_hash","class":"live"}]})"));
  EXPECT_EQ(look(session), 401);
  EXPECT_EQ(look(log_in("new")), 200);
}

TEST_F(ReloadOperatorAccess, AnotherTokenHoldsAtOnceAndSessionsGoOn) {
  const std::string password = with_password("sesame");
  start(password + token("old"));
  const std::string session = log_in("sesame");
  EXPECT_EQ(look(showing("old")), 200);
  EXPECT_EQ(reload_as(showing("old"), password + token("new")).status, 200);
  EXPECT_EQ(look(showing("old")), 401);
  EXPECT_EQ(look(showing("new")), 200);
  EXPECT_EQ(look(session), 200);
}

TEST_F(ReloadOperatorAccess, APasswordThatIsACredentialIsReadAgainAndOutlivesOtherReloads) {
  const TemporaryFolder credentials;
  setenv("CREDENTIALS_DIRECTORY", credentials.path().c_str(), 1);
  const auto give = [&](const std::string& password) {
    const auto file = credentials.file("http.password_hash", to_text(hash_password(password)) + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  };
  give("old");
  start(base);
  const std::string session = log_in("old");
  EXPECT_EQ(reload_as(session, base + "[processing]\nmax_pixels = 1000\n").status, 200);
  EXPECT_EQ(look(""), 401) << "what the configuration does not say holds on";
  EXPECT_EQ(look(session), 200);
  give("new");
  const HttpReply reply = reload_as(session, base + "[processing]\nmax_pixels = 1000\n");
  EXPECT_THAT(reply.body, HasSubstr("http.password_hash"));
  EXPECT_EQ(look(session), 401);
  EXPECT_EQ(look(log_in("new")), 200);
}

TEST_F(ReloadOperatorAccess, AHashThatIsNoneChangesNothing) {
  start(with_password("old"));
  const std::string session = log_in("old");
  EXPECT_EQ(reload_as(session, with_hash("sesame")).status, 422);
  EXPECT_EQ(look(session), 200);
}

}  // namespace
}  // namespace framewake::test
