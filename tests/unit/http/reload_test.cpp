// POST /api/v1/reload: asked on the net thread, answered by another.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/password.hpp"
#include "auth/token.hpp"
#include "unit/http/raw_http.hpp"
#include "unit/http/served.hpp"

namespace framewake {
namespace {

using test::get;
using test::RawHttp;
using testing::HasSubstr;

/// Keeps what it was asked for until the test has it answered.
class HeldControl final : public OperatorControl {
 public:
  void reload(Done done) override {
    const std::lock_guard lock(mutex_);
    asked_.push_back(std::move(done));
    changed_.notify_all();
  }
  /// Waits until somebody has asked.
  Done next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !asked_.empty(); });
    Done done = std::move(asked_.back());
    asked_.pop_back();
    return done;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Done> asked_;  // guarded by mutex_
};

std::string post(std::string_view more = "") {
  return "POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) + "\r\n";
}

struct ReloadTest : test::Served {
  HeldControl control;
};

TEST_F(ReloadTest, TheAnswerIsWhatTheOtherThreadSaysAndTheNetThreadGoesOnMeanwhile) {
  const auto port = serve({}, steady_time(), &control);
  RawHttp http(port);
  http.send(post());
  const auto done = control.next();
  RawHttp other(port);
  other.send(get("/api/v1/status"));
  EXPECT_EQ(other.response()->status, 200) << "while the reload is under way";
  done({422, R"({"errors":[]})"});
  const auto answer = http.response();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 422);
  EXPECT_EQ(answer->body, R"({"errors":[]})");
  EXPECT_EQ(answer->fields.at("content-type"), "application/json");
  http.send(post("Content-Length: 2\r\n") + "{}");
  control.next()({200, "{}"});
  EXPECT_EQ(http.response()->status, 200) << "the connection goes on";
}

TEST_F(ReloadTest, OnlyPost) {
  RawHttp http(serve({}, steady_time(), &control));
  http.send(get("/api/v1/reload"));
  const auto answer = http.response();
  EXPECT_EQ(answer->status, 405);
  EXPECT_EQ(answer->fields.at("allow"), "POST");
}

TEST_F(ReloadTest, NoPageOfAnotherOriginMayAsk) {
  const auto port = serve({}, steady_time(), &control);
  for (const char* origin : {"http://evil.example", "null", "http://localhost.evil.example"}) {
    RawHttp http(port);
    http.send(post("Origin: " + std::string(origin) + "\r\n"));
    EXPECT_EQ(http.response()->status, 403) << origin;
  }
  RawHttp own(port);
  own.send(post("Origin: http://localhost\r\n"));
  control.next()({200, "{}"});
  EXPECT_EQ(own.response()->status, 200);
}

TEST_F(ReloadTest, WhereThereArePasswordsItTakesTheScopeControl) {
  HttpOptions options;
  options.password_hash = to_text(hash_password("open & sesame"));
  options.tokens = {{"looker", token_hash(digest_of("read-token")), {"read", "metrics"}},
                    {"deployer", token_hash(digest_of("control-token")), {"control"}}};
  const auto port = serve(options, steady_time(), &control);
  const auto status_with = [&](const std::string& more) {
    RawHttp http(port);
    http.send(post(more));
    return http.response()->status;
  };
  EXPECT_EQ(status_with(""), 401);
  EXPECT_EQ(status_with("Authorization: Bearer read-token\r\n"), 403);
  RawHttp http(port);
  http.send(post("Authorization: Bearer control-token\r\n"));
  control.next()({200, "{}"});
  EXPECT_EQ(http.response()->status, 200);
}

TEST_F(ReloadTest, WithoutAnybodyWhoCanItSaysSo) {
  RawHttp http(serve());
  http.send(post());
  const auto answer = http.response();
  EXPECT_EQ(answer->status, 503);
  EXPECT_THAT(answer->body, HasSubstr("error"));
}

TEST_F(ReloadTest, AStopDoesNotWaitForItAndALateAnswerHurtsNobody) {
  RawHttp http(serve({}, steady_time(), &control));
  http.send(post());
  const auto done = control.next();
  stop();
  done({200, "{}"});
}

TEST_F(ReloadTest, AfterItsTimeItIsAnswered503) {
  HttpOptions options;
  options.timeout = milliseconds(100);
  RawHttp http(serve(options, steady_time(), &control));
  http.send(post());
  const auto done = control.next();
  EXPECT_EQ(http.response()->status, 503);
  done({200, "{}"});
  net_thread_answers();
}

TEST_F(ReloadTest, OtherLimitsHoldForTheConnectionsThatAreThere) {
  HttpOptions options;
  RawHttp http(serve(options));
  options.hosts = {"cameras.example.org"};
  server->change(options);
  net_thread_answers();
  http.send("GET /healthz HTTP/1.1\r\nHost: cameras.example.org\r\n\r\n");
  EXPECT_EQ(http.response()->status, 200);
}

}  // namespace
}  // namespace framewake
