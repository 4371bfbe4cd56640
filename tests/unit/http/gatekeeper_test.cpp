#include "http/gatekeeper.hpp"

#include <gtest/gtest.h>

#include "support/manual_time.hpp"

namespace framewake {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Scopes nothing{};
constexpr Scopes looking{.read = true, .metrics = true, .pictures = true, .control = false};

/// A hash that is quick to parse and whose password nobody asks for here.
HttpOptions with_password() {
  HttpOptions options;
  options.password_hash = "$scrypt$ln=10,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  return options;
}

struct GatekeeperTest : testing::Test {
  Scopes for_nobody(const HttpOptions& options, bool loopback) {
    return Gatekeeper(options, loopback, time).grant({}).scopes;
  }
  test::ManualTime time;
};

TEST_F(GatekeeperTest, WhatEverybodyMay) {
  EXPECT_EQ(for_nobody({}, true), all_scopes) << "loopback needs nothing";
  EXPECT_EQ(for_nobody({}, false), nothing);
  HttpOptions anonymous;
  anonymous.anonymous = true;
  EXPECT_EQ(for_nobody(anonymous, false), looking) << "everybody may look, nobody may change anything";
  EXPECT_EQ(for_nobody(with_password(), true), nothing) << "a password is asked for on loopback, too";
  auto both = with_password();
  both.anonymous = true;
  EXPECT_EQ(for_nobody(both, true), looking);
}

TEST_F(GatekeeperTest, TokensOpenTheirScopesOnly) {
  HttpOptions options;
  options.tokens = {{"prometheus", token_hash(digest_of("metrics-token")), {"metrics"}},
                    {"ops", token_hash(digest_of("ops-token")), {"read", "control"}}};
  Gatekeeper gate(options, false, time);
  EXPECT_EQ(gate.grant({.authorization = "Bearer metrics-token", .cookies = {}}).scopes, (Scopes{.metrics = true}));
  EXPECT_EQ(gate.grant({.authorization = "Bearer ops-token", .cookies = {}}).scopes,
            (Scopes{.read = true, .control = true}));
  const auto wrong = gate.grant({.authorization = "Bearer other", .cookies = {}});
  EXPECT_EQ(wrong.scopes, nothing);
  EXPECT_TRUE(wrong.wrong_token);
  EXPECT_FALSE(gate.grant({.authorization = "Basic ops-token", .cookies = {}}).wrong_token);
}

TEST_F(GatekeeperTest, ASessionLastsUntilItIsClosedOrOver) {
  Gatekeeper gate(with_password(), false, time);
  const std::string first = "a=b; framewake_session=" + gate.open_session("192.0.2.1");
  const std::string second = "framewake_session=" + gate.open_session("192.0.2.1");
  EXPECT_NE("a=b; " + second, first);
  EXPECT_EQ(gate.grant({.authorization = {}, .cookies = first}).scopes, all_scopes);
  EXPECT_TRUE(gate.grant({.authorization = {}, .cookies = first}).by_cookie);
  gate.close_session(first);
  EXPECT_EQ(gate.grant({.authorization = {}, .cookies = first}).scopes, nothing);
  time.advance(hours(12) - milliseconds(1));
  EXPECT_EQ(gate.grant({.authorization = {}, .cookies = second}).scopes, all_scopes);
  time.advance(milliseconds(1));
  EXPECT_EQ(gate.grant({.authorization = {}, .cookies = second}).scopes, nothing);
  EXPECT_EQ(gate.grant({.authorization = {}, .cookies = "framewake_session="}).scopes, nothing);
}

TEST_F(GatekeeperTest, AnotherPasswordEndsTheSessionsAndTokensLeaveThemAlone) {
  HttpOptions options = with_password();
  Gatekeeper gate(options, false, time);
  const std::string cookie = "framewake_session=" + gate.open_session("192.0.2.1");
  const auto session = [&] { return gate.grant({.authorization = {}, .cookies = cookie}).scopes; };
  const auto token = [&] { return gate.grant({.authorization = "Bearer t", .cookies = {}}); };
  EXPECT_FALSE(gate.change(options)) << "the same again";
  EXPECT_EQ(gate.generation(), 0U);
  options.tokens = {{"t", token_hash(digest_of("t")), {"read"}}};
  EXPECT_TRUE(gate.change(options));
  EXPECT_EQ(gate.generation(), 1U);
  EXPECT_EQ(token().scopes, (Scopes{.read = true}));
  options.tokens.front().scopes = {"metrics"};
  EXPECT_TRUE(gate.change(options));
  EXPECT_EQ(token().scopes, (Scopes{.metrics = true}));
  EXPECT_EQ(session(), all_scopes);
  options.password_hash.back() = 'E';
  EXPECT_TRUE(gate.change(options));
  EXPECT_EQ(session(), nothing);
  options.tokens.clear();
  EXPECT_TRUE(gate.change(options));
  EXPECT_EQ(token().scopes, nothing);
  EXPECT_TRUE(token().wrong_token);
}

TEST_F(GatekeeperTest, APasswordThatComesOrGoesOnLoopback) {
  Gatekeeper gate({}, true, time);
  EXPECT_EQ(gate.grant({}).scopes, all_scopes);
  EXPECT_TRUE(gate.change(with_password()));
  EXPECT_EQ(gate.grant({}).scopes, nothing);
  const std::string cookie = "framewake_session=" + gate.open_session("127.0.0.1");
  EXPECT_TRUE(gate.change({}));
  EXPECT_FALSE(gate.password());
  EXPECT_EQ(gate.grant({}).scopes, all_scopes);
  EXPECT_TRUE(gate.change(with_password()));
  EXPECT_EQ(gate.grant({.authorization = {}, .cookies = cookie}).scopes, nothing) << "that session has ended";
}

TEST_F(GatekeeperTest, WhoIsLockedOutStaysSoWhenThePasswordChanges) {
  Gatekeeper gate(with_password(), false, time);
  for (int i = 0; i < 6; ++i) gate.attempt("192.0.2.1");
  HttpOptions options = with_password();
  options.password_hash.back() = 'E';
  ASSERT_TRUE(gate.change(options));
  EXPECT_GT(gate.must_wait("192.0.2.1"), Duration::zero());
}

TEST_F(GatekeeperTest, TenThousandAttemptsLockOutOneAddressAndNoOther) {
  Gatekeeper gate(with_password(), false, time);
  int let_try = 0;
  for (int i = 0; i < 10'000; ++i) {
    if (gate.must_wait("192.0.2.1") == Duration::zero()) {
      ++let_try;
      gate.attempt("192.0.2.1");
    }
    time.advance(milliseconds(100));
  }
  EXPECT_GE(let_try, 6);
  EXPECT_LE(let_try, 16) << "in a quarter of an hour, each of which costs us a hash";
  EXPECT_EQ(gate.must_wait("192.0.2.2"), Duration::zero());
  time.advance(minutes(15));
  EXPECT_EQ(gate.must_wait("192.0.2.1"), Duration::zero());
}

TEST_F(GatekeeperTest, AttemptsAtTheSameTimeAreAllCounted) {
  Gatekeeper gate(with_password(), false, time);
  for (int i = 0; i < 6; ++i) gate.attempt("192.0.2.1");
  EXPECT_GT(gate.must_wait("192.0.2.1"), Duration::zero());
  gate.open_session("192.0.2.1");
  EXPECT_EQ(gate.must_wait("192.0.2.1"), Duration::zero());
}

}  // namespace
}  // namespace framewake
