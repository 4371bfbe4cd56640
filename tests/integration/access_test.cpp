// Who may push and who may look, through the whole daemon.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "auth/password.hpp"
#include "auth/token.hpp"
#include "running_daemon.hpp"
#include "support/child_process.hpp"
#include "support/temporary_folder.hpp"

namespace framewake::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A folder of the test's own, which is also that of systemd's credentials.
class AccessTest : public DaemonTest {
 protected:
  AccessTest() { setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1); }
  ~AccessTest() override {
    daemon_.reset();
    unsetenv("CREDENTIALS_DIRECTORY");
  }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text << "\n";
    fs::permissions(folder_ / name, fs::perms::owner_read | fs::perms::owner_write);
    return folder_ / name;
  }
  int push(const std::string& camera, const std::string& token) {
    const std::string target = "/camera/" + camera + (token.empty() ? "" : "?token=" + token);
    return http_request(daemon_->ingest_port(), "POST", target, make_jpeg(64, 48)).status;
  }
  int look(const std::string& target, const std::string& headers = {}) {
    return http_request(daemon_->http_port(), "GET", target, {}, headers).status;
  }
  static std::string hash_of(const std::string& token) { return token_hash(digest_of(token)); }

  TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
};

TEST_F(AccessTest, EachCameraHasItsOwnToken) {
  write("token.side", "side-token");
  start({"cameras.front.token_hash=" + hash_of("front-token"),
         "cameras.back.token_file=" + write("back.token", "back-token"),
         "cameras.back.token_hash=" + hash_of("next-back-token"), "defaults.token_hash=" + hash_of("shared-token"),
         "cameras.side.max_age=1s", "ingest.listen=0.0.0.0:0"});
  EXPECT_EQ(push("front", "front-token"), 202);
  EXPECT_EQ(push("back", "back-token"), 202);
  EXPECT_EQ(push("back", "next-back-token"), 202) << "tokens can be changed one after the other";
  EXPECT_EQ(push("side", "side-token"), 202) << "a credential of systemd's";
  EXPECT_EQ(push("anew", "shared-token"), 202);
  EXPECT_EQ(push("front", "back-token"), 401);
  EXPECT_EQ(push("side", "shared-token"), 401) << "who has a token of its own is not opened by the shared one";
  EXPECT_EQ(push("anew", "front-token"), 401);
  EXPECT_EQ(push("anew", ""), 401);
}

TEST_F(AccessTest, OnLoopbackOnlyWhoHasATokenIsAskedForIt) {
  start({"cameras.front.token_hash=" + hash_of("front-token")});
  EXPECT_EQ(push("front", ""), 401);
  EXPECT_EQ(push("front", "front-token"), 202);
  EXPECT_EQ(push("other", ""), 202);
}

TEST_F(AccessTest, WhichNamesAreKnownIsNotToldToStrangers) {
  start({"cameras.front.token_hash=" + hash_of("front-token"), "ingest.listen=0.0.0.0:0",
         "ingest.unknown_cameras=reject"});
  EXPECT_EQ(push("front", ""), 401);
  EXPECT_EQ(push("stranger", ""), 401);
  EXPECT_EQ(push("stranger", "front-token"), 401);
}

TEST_F(AccessTest, AnonymousSaysThatEverybodyMaySendAndLook) {
  start({"ingest.listen=0.0.0.0:0", "ingest.anonymous=true", "http.listen=0.0.0.0:0", "http.anonymous=true"});
  EXPECT_EQ(push("front", ""), 202);
  EXPECT_EQ(look("/api/v1/status"), 200);
}

TEST_F(AccessTest, OperatorsShowAPasswordOrAToken) {
  write("http.password_hash", to_text(hash_password("sesame")));
  start({"http.listen=0.0.0.0:0",
         "http.tokens=[{name=\"p\", token_hash=\"" + hash_of("m") + "\", scopes=[\"metrics\"]}]"});
  EXPECT_EQ(look("/healthz"), 200);
  EXPECT_EQ(look("/api/v1/status"), 401);
  EXPECT_EQ(look("/metrics", "Authorization: Bearer m\r\n"), 200);
  EXPECT_EQ(look("/api/v1/status", "Authorization: Bearer m\r\n"), 403);
  const auto login = http_request(daemon_->http_port(), "POST", "/login", "password=sesame");
  ASSERT_EQ(login.status, 200) << login.body;
  const auto begin = login.head.find("framewake_session=");
  const auto cookie = login.head.substr(begin, login.head.find(';', begin) - begin);
  EXPECT_EQ(look("/api/v1/status", "Cookie: " + cookie + "\r\n"), 200);
}

std::vector<std::string> serve_with(std::vector<std::string> more) {
  std::vector<std::string> argv{
      FRAMEWAKE_BINARY,         "serve", "--config", "/dev/null", "--set", "ingest.listen=127.0.0.1:0", "--set",
      "http.listen=127.0.0.1:0"};
  argv.insert(argv.end(), more.begin(), more.end());
  return argv;
}

TEST_F(AccessTest, BeyondLoopbackItDoesNotStartWithoutSecrets) {
  ChildProcess cameras(serve_with({"--set", "ingest.listen=0.0.0.0:0"}));
  EXPECT_EQ(cameras.wait_for_exit(), 78);
  EXPECT_THAT(cameras.output(),
              AllOf(HasSubstr("ingest.listen"), HasSubstr("token_hash"), HasSubstr("ingest.anonymous = true")));
  EXPECT_EQ(std::count(cameras.output().begin(), cameras.output().end(), '\n'), 1) << cameras.output();
  ChildProcess operators(serve_with({"--set", "http.listen=[::]:0"}));
  EXPECT_EQ(operators.wait_for_exit(), 78);
  EXPECT_THAT(operators.output(),
              AllOf(HasSubstr("http.listen"), HasSubstr("http.password_hash"), HasSubstr("http.anonymous = true")));
}

TEST_F(AccessTest, ASecretThatCannotBeReadIsSaidAtTheStart) {
  ChildProcess missing(serve_with({"--set", "cameras.a.token_file=/nowhere/a.token", "--set",
                                   "cameras.b.token_file=" + write("b.token", "two words")}));
  EXPECT_EQ(missing.wait_for_exit(), 78);
  EXPECT_THAT(missing.output(), AllOf(HasSubstr("cameras.a.token_file: cannot read /nowhere/a.token: No such file"),
                                      HasSubstr("cameras.b.token_file: "), Not(HasSubstr("two words"))));
}

TEST_F(AccessTest, TheCameraClientShowsItsTokenAndNobodyLogsIt) {
  ChildProcess make({FRAMEWAKE_BINARY, "token", "new", "front"});
  ASSERT_EQ(make.wait_for_exit(), 0);
  const auto line = [&](const std::string& after) {
    const auto begin = make.output().find(after) + after.size();
    return make.output().substr(begin, make.output().find('\n', begin) - begin);
  };
  const std::string token = line("shown again:\n");
  ASSERT_EQ(token.size(), 43U) << make.output();
  ChildProcess daemon(serve_with({"--set", "cameras.front.token_hash=" + line("token_hash = ")}));
  const std::string listening = daemon.wait_for_line("listening for cameras on");
  daemon.wait_for_line("is ready");
  const std::string url = "ws://127.0.0.1:" + listening.substr(listening.rfind(':') + 1) + "/camera/front";

  ChildProcess camera({FRAMEWAKE_BINARY, "camera", url, "--source", "test", "--frames", "3", "--token-file",
                       write("front.token", token)});
  EXPECT_EQ(camera.wait_for_exit(), 0) << camera.output();
  ChildProcess thief({FRAMEWAKE_BINARY, "camera", url + "?token=" + token + "x", "--source", "test", "--frames", "3"});
  EXPECT_EQ(thief.wait_for_exit(), 1) << "wrong tokens do not become right by trying again";
  EXPECT_THAT(thief.output(), AllOf(HasSubstr("401"), Not(HasSubstr(token))));
  daemon.wait_for_line("a wrong token from 127.0.0.1");
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
  EXPECT_THAT(daemon.output(), Not(HasSubstr(token)));
}

}  // namespace
}  // namespace framewake::test
