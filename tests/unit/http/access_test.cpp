// Passwords, sessions and tokens over a real socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/password.hpp"
#include "auth/token.hpp"
#include "support/manual_time.hpp"
#include "unit/http/raw_http.hpp"
#include "unit/http/served.hpp"

namespace framewake {
namespace {

using test::get;
using test::RawHttp;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct AccessTest : test::Served {
  static HttpOptions options() {
    HttpOptions options;
    static const std::string hash = to_text(hash_password("open & sesame"));
    options.password_hash = hash;
    options.tokens = {{"prometheus", token_hash(digest_of("metrics-token")), {"metrics"}}};
    options.trusted_proxies = {"127.0.0.1"};
    return options;
  }

  test::RawResponse ask(const std::string& request) {
    RawHttp http(port);
    http.send(request);
    return http.response(request.starts_with("HEAD")).value_or(test::RawResponse{});
  }
  static std::string post(const std::string& target, const std::string& form, const std::string& more = {}) {
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
           more + "Content-Length: " + std::to_string(form.size()) + "\r\n\r\n" + form;
  }
  static std::string from(const std::string& client) { return "X-Forwarded-For: " + client + "\r\n"; }
  test::RawResponse log_in(const std::string& password = "open+%26+sesame", const std::string& more = {}) {
    return ask(post("/login", "user=operator&password=" + password, more));
  }
  /// The whole set of Set-Cookie lines, and of one the part before the first ';'.
  static std::string session_of(const test::RawResponse& answer) {
    const auto& all = answer.fields.at("set-cookie");
    const auto begin = all.find("framewake_session=");
    return all.substr(begin, all.find(';', begin) - begin);
  }

  test::ManualTime time;
  std::uint16_t port = serve(options(), time);
};

TEST_F(AccessTest, WithoutThePasswordOnlyHealthAndTheLoginPageAreThere) {
  EXPECT_EQ(ask(get("/healthz")).status, 200);
  EXPECT_EQ(ask(get("/login")).status, 200);
  EXPECT_EQ(ask(get("/login.js")).status, 200);
  EXPECT_EQ(ask(get("/style.css")).status, 200);
  const auto page = ask(get("/"));
  EXPECT_EQ(page.status, 303);
  EXPECT_EQ(page.fields.at("location"), "/login");
  for (const char* path : {"/api/v1/status", "/metrics", "/app.js", "/nowhere"}) {
    const auto answer = ask(get(path));
    EXPECT_EQ(answer.status, 401) << path;
    EXPECT_THAT(answer.fields.at("www-authenticate"), HasSubstr("Bearer"));
    EXPECT_THAT(answer.body, Not(HasSubstr(source.status)));
  }
  EXPECT_EQ(source.calls(), 1) << "nothing was made for those who may not have it";
}

TEST_F(AccessTest, WhatIsStuckIsNotForEverybody) {
  source.problem = "fw-proc-0 has held a frame of camera bedroom in stage detect";
  EXPECT_EQ(ask(get("/healthz")).status, 503);
  EXPECT_EQ(ask(get("/healthz")).body, "stuck\n");
  const std::string cookie = "Cookie: " + session_of(log_in()) + "\r\n";
  EXPECT_THAT(ask(get("/healthz", cookie)).body, HasSubstr("camera bedroom in stage detect"));
}

TEST_F(AccessTest, ASessionOpensEverythingUntilItIsClosed) {
  const auto answer = log_in();
  ASSERT_EQ(answer.status, 200);
  EXPECT_THAT(answer.fields.at("set-cookie"),
              AllOf(HasSubstr("HttpOnly"), HasSubstr("SameSite=Strict"), Not(HasSubstr("Secure"))));
  const std::string cookie = "Cookie: " + session_of(answer) + "\r\n";
  EXPECT_EQ(ask(get("/", cookie)).status, 200);
  EXPECT_EQ(ask(get("/api/v1/status", cookie)).body, source.status);
  EXPECT_EQ(ask(get("/metrics", cookie)).status, 200);
  EXPECT_EQ(ask(get("/metrics", "Cookie: framewake_session=x\r\n")).status, 401);
  EXPECT_EQ(ask(post("/logout", "", cookie + "Origin: http://localhost\r\n")).status, 200);
  EXPECT_EQ(ask(get("/api/v1/status", cookie)).status, 401);
}

TEST_F(AccessTest, TheCookieIsSecureWhenTheProxySpeaksTls) {
  EXPECT_THAT(log_in("open+%26+sesame", "X-Forwarded-Proto: https\r\n").fields.at("set-cookie"), HasSubstr("; Secure"));
}

TEST_F(AccessTest, WrongPasswordsAreRefused) {
  for (const char* wrong : {"x", "", "open+%26+sesam", "open+&+sesame"}) EXPECT_EQ(log_in(wrong).status, 401) << wrong;
  EXPECT_EQ(ask(post("/login", "user=operator")).status, 400);
  EXPECT_EQ(ask(post("/login", "password=" + std::string(600, 'x'))).status, 400);
  EXPECT_EQ(ask(get("/logout")).status, 405);
}

TEST_F(AccessTest, TenThousandFailedLoginsLockOutThatAddressAndNoOther) {
  constexpr int attempts = 10'000;
  const std::string request = post("/login", "password=wrong", from("198.51.100.7"));
  int refused = 0;
  int hashed = 0;
  RawHttp http(port);
  for (int i = 0; i < attempts; ++i) {
    http.send(request);
    const auto answer = http.response().value();
    hashed += answer.status == 401 ? 1 : 0;
    refused += answer.status == 429 ? 1 : 0;
  }
  EXPECT_EQ(hashed, 5) << "only those cost a hash";
  EXPECT_EQ(refused, attempts - 5);
  const auto locked = log_in("open+%26+sesame", from("198.51.100.7"));
  EXPECT_EQ(locked.status, 429) << "also with the right password: it may be a guess";
  EXPECT_EQ(locked.fields.at("retry-after"), "1");
  EXPECT_EQ(log_in("open+%26+sesame", from("198.51.100.8")).status, 200);
  EXPECT_EQ(log_in().status, 200);
  time.advance(std::chrono::seconds(1));
  EXPECT_EQ(log_in("open+%26+sesame", from("198.51.100.7")).status, 200);
}

TEST_F(AccessTest, TokensOpenTheirScope) {
  const std::string token = "Authorization: Bearer metrics-token\r\n";
  EXPECT_EQ(ask(get("/metrics", token)).status, 200);
  EXPECT_EQ(ask(get("/api/v1/status", token)).status, 403);
  EXPECT_EQ(ask(get("/metrics", "Authorization: Bearer wrong\r\n")).status, 401);
  for (int i = 0; i < 10; ++i) ask(get("/metrics", "Authorization: Bearer wrong\r\n"));
  EXPECT_EQ(ask(get("/metrics", "Authorization: Bearer wrong\r\n")).status, 429);
  EXPECT_EQ(ask(get("/metrics", token)).status, 200) << "who has the token is not locked out by others";
}

/// The same server with other secrets, while connections are open.
struct ChangingAccessTest : AccessTest {
  void change(const HttpOptions& next) {
    server->change(next);
    net_thread_answers();
  }
  static HttpOptions with_password(const std::string& password) {
    HttpOptions next = options();
    next.password_hash = to_text(hash_password(password));
    return next;
  }
};

TEST_F(ChangingAccessTest, AnotherPasswordEndsTheSessionsOnTheirOwnConnections) {
  const std::string cookie = "Cookie: " + session_of(log_in()) + "\r\n";
  RawHttp http(port);
  http.send(get("/api/v1/status", cookie));
  EXPECT_EQ(http.response()->status, 200);
  change(with_password("another"));
  http.send(get("/api/v1/status", cookie));
  EXPECT_EQ(http.response()->status, 401);
  EXPECT_EQ(log_in().status, 401);
  const std::string anew = "Cookie: " + session_of(log_in("another")) + "\r\n";
  EXPECT_EQ(ask(get("/api/v1/status", anew)).status, 200);
  EXPECT_EQ(ask(get("/metrics", "Authorization: Bearer metrics-token\r\n")).status, 200);
}

TEST_F(ChangingAccessTest, ATokenThatIsTakenOutStopsWorkingAtItsNextRequest) {
  const std::string old_token = "Authorization: Bearer metrics-token\r\n";
  const std::string cookie = "Cookie: " + session_of(log_in()) + "\r\n";
  RawHttp http(port);
  http.send(get("/metrics", old_token));
  EXPECT_EQ(http.response()->status, 200);
  HttpOptions next = options();
  next.tokens = {{"prometheus", token_hash(digest_of("new-token")), {"read"}}};
  change(next);
  http.send(get("/metrics", old_token));
  EXPECT_EQ(http.response()->status, 401);
  EXPECT_EQ(ask(get("/api/v1/status", "Authorization: Bearer new-token\r\n")).status, 200);
  EXPECT_EQ(ask(get("/metrics", "Authorization: Bearer new-token\r\n")).status, 403);
  EXPECT_EQ(ask(get("/api/v1/status", cookie)).status, 200) << "the password is the same";
}

TEST_F(ChangingAccessTest, WhatIsBeingAnsweredIsRefusedToWhomItIsNotForAnyMore) {
  source.hold();
  RawHttp http(port);
  http.send(get("/metrics", "Authorization: Bearer metrics-token\r\n"));
  source.wait_for_calls(1);
  HttpOptions next = options();
  next.tokens.clear();
  change(next);
  source.let_go();
  const auto answer = http.response();
  EXPECT_EQ(answer->status, 401);
  EXPECT_THAT(answer->body, Not(HasSubstr(source.metrics)));
}

TEST_F(ChangingAccessTest, APasswordThatWasRightWhenItWasGivenOpensNoSessionAfterTheChange) {
  source.hold();
  RawHttp status(port);
  status.send(get("/healthz"));
  source.wait_for_calls(1);  // the report thread, which checks passwords, is in there
  RawHttp login(port);
  login.send(post("/login", "password=open+%26+sesame"));
  net_thread_answers();
  net_thread_answers();
  change(with_password("another"));
  source.let_go();
  const auto answer = login.response();
  EXPECT_NE(answer->status, 200);
  EXPECT_FALSE(answer->fields.contains("set-cookie"));
}

TEST_F(ChangingAccessTest, WhoseSecretsDoNotHoldAnyMoreKeepsNobodyOut) {
  HttpOptions next = options();
  next.max_connections = 1;
  change(next);
  RawHttp first(port);
  first.send(get("/metrics", "Authorization: Bearer metrics-token\r\n"));
  EXPECT_EQ(first.response()->status, 200) << "it has standing now";
  next.tokens.clear();
  change(next);
  EXPECT_EQ(ask(get("/healthz")).status, 200);
  EXPECT_TRUE(first.at_end());
}

TEST_F(AccessTest, PagesOfOthersCannotLogAnybodyInOrOut) {
  EXPECT_EQ(log_in("open+%26+sesame", "Origin: https://evil.example\r\n").status, 403);
  EXPECT_EQ(log_in("open+%26+sesame", "Origin: null\r\n").status, 403);
  EXPECT_EQ(log_in("open+%26+sesame", "Sec-Fetch-Site: cross-site\r\n").status, 403);
  EXPECT_EQ(log_in("open+%26+sesame", "Origin: http://localhost\r\n").status, 200);
  EXPECT_EQ(ask(post("/logout", "", "Origin: https://evil.example\r\n")).status, 403);
}

TEST_F(AccessTest, PasswordsAreCheckedOnTheReportThread) {
  source.hold();
  RawHttp status(port);
  status.send(get("/healthz"));
  source.wait_for_calls(1);  // the report thread is in there
  RawHttp login(port);
  login.send(post("/login", "password=open+%26+sesame"));
  net_thread_answers();
  EXPECT_FALSE(login.readable_now());
  source.let_go();
  EXPECT_EQ(login.response().value().status, 200);
}

}  // namespace
}  // namespace framewake
