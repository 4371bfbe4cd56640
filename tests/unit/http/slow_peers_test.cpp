// Neither a slow peer nor a slow report holds up the net thread, and nobody keeps a connection for ever.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "unit/http/raw_http.hpp"
#include "unit/http/served.hpp"

namespace framewake {
namespace {

using test::get;
using test::RawHttp;

struct SlowPeers : test::Served {
  static HttpOptions impatient() {
    HttpOptions options;
    options.timeout = milliseconds(500);
    return options;
  }
};

TEST_F(SlowPeers, SilenceEndsTheConnection) {
  RawHttp http(serve(impatient()));
  EXPECT_TRUE(http.at_end());
}

TEST_F(SlowPeers, HalfARequestEndsTheConnection) {
  RawHttp http(serve(impatient()));
  http.send("GET /healthz HTTP/1.1\r\nHost: loc");
  EXPECT_TRUE(http.at_end());
}

TEST_F(SlowPeers, AnAnswerThatNobodyReadsEndsTheConnection) {
  source.metrics = std::string(12U << 20U, 'x');  // more than the sockets' buffers take
  HttpOptions options;
  options.timeout = milliseconds(1000);
  const auto port = serve(options);
  RawHttp http(port, 4096);
  http.send(get("/metrics"));
  ASSERT_TRUE(http.wait_until_readable());
  // The answer has begun. Another connection, whose time began later, ends by its own silence: so the answer's is over.
  RawHttp other(port);
  EXPECT_TRUE(other.at_end());
  EXPECT_FALSE(http.response());
}

TEST_F(SlowPeers, ABlockedReportDoesNotHoldTheNetThread) {
  source.hold();
  const auto port = serve();
  RawHttp waiting(port);
  waiting.send(get("/api/v1/status"));
  source.wait_for_calls(1);
  net_thread_answers();
  RawHttp other(port);
  other.send(get("/style.css"));
  EXPECT_EQ(other.response().value().status, 200);
  EXPECT_FALSE(waiting.readable_now());
  source.let_go();
  EXPECT_EQ(waiting.response().value().body, source.status);
}

TEST_F(SlowPeers, AReportThatDoesNotComeIsGivenUp) {
  source.hold();
  RawHttp http(serve(impatient()));
  http.send(get("/healthz"));
  const auto answer = http.response();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
}

TEST_F(SlowPeers, StopDoesNotWaitForABlockedReport) {
  source.hold();
  RawHttp http(serve());
  http.send(get("/api/v1/status"));
  source.wait_for_calls(1);
  server->stop();
  work.reset();
  net.join();  // the io_context has run dry while the report is still held
  EXPECT_TRUE(http.at_end());
  source.let_go();
}

TEST_F(SlowPeers, WhoeverAsksMeanwhileSharesTheNextReport) {
  source.hold();
  const auto port = serve();
  RawHttp first(port);
  first.send(get("/metrics"));
  source.wait_for_calls(1);
  std::vector<std::unique_ptr<RawHttp>> others;
  for (int i = 0; i < 8; ++i) {
    others.push_back(std::make_unique<RawHttp>(port));
    others.back()->send(get("/metrics"));
  }
  // Connections are accepted in order: when a later one has its answer, the others have been read, or are just being
  // read.
  RawHttp later(port);
  later.send(get("/style.css"));
  ASSERT_TRUE(later.response());
  net_thread_answers();
  source.let_go();
  EXPECT_TRUE(first.response());
  for (auto& other : others) EXPECT_EQ(other->response().value().body, source.metrics);
  // One for the first. Those who came while it was made share one more: two more if one of them was late.
  EXPECT_LE(source.calls(), 3);
}

TEST_F(SlowPeers, BeyondTheLimitConnectionsWaitUntilOneGoes) {
  HttpOptions options;
  options.max_connections = 2;
  const auto port = serve(options);
  auto first = std::make_unique<RawHttp>(port);
  RawHttp second(port);
  for (RawHttp* http : {first.get(), &second}) {
    http->send(get("/metrics"));
    ASSERT_TRUE(http->response());
  }
  RawHttp third(port);
  third.send(get("/healthz"));
  second.send(get("/metrics"));
  ASSERT_TRUE(second.response());
  net_thread_answers();
  EXPECT_FALSE(third.readable_now());
  first.reset();
  EXPECT_EQ(third.response().value().status, 200);
}

TEST_F(SlowPeers, WhoAsksForNothingGivesWay) {
  HttpOptions options;
  options.max_connections = 3;
  const auto port = serve(options);
  RawHttp silent(port);
  RawHttp operators(port);
  RawHttp silent_too(port);
  operators.send(get("/metrics"));
  ASSERT_TRUE(operators.response());
  RawHttp newest(port);
  newest.send(get("/metrics"));
  EXPECT_EQ(newest.response().value().status, 200);
  EXPECT_TRUE(silent.at_end()) << "the oldest of them";
  operators.send(get("/metrics"));
  EXPECT_TRUE(operators.response());
}

TEST_F(SlowPeers, OneAddressHasAQuarterOfThePlaces) {
  HttpOptions options;
  options.max_connections = 8;
  const auto port = serve_at("0.0.0.0:0", options);
  auto first = std::make_unique<RawHttp>(port);
  RawHttp second(port);
  RawHttp third(port);
  EXPECT_EQ(third.response().value().status, 503);
  EXPECT_EQ(server->refusals().of(Refusal::too_many_connections), 1U);
  first.reset();
  for (int i = 0; i < 3; ++i) net_thread_answers();
  RawHttp again(port);
  again.send(get("/healthz"));
  EXPECT_EQ(again.response().value().status, 200);
}

TEST_F(SlowPeers, ATrustedProxysClientsAreToldApart) {
  HttpOptions options;
  options.max_connections = 8;
  options.trusted_proxies = {"127.0.0.1"};
  const auto port = serve(options);
  const auto ask = [&](RawHttp& http, const std::string& client) {
    http.send(get("/healthz", "X-Forwarded-For: " + client + "\r\n"));
    return http.response().value().status;
  };
  RawHttp one(port), two(port), three(port), four(port);
  EXPECT_EQ(ask(one, "192.0.2.1"), 200);
  EXPECT_EQ(ask(two, "192.0.2.1"), 200);
  EXPECT_EQ(ask(three, "192.0.2.1"), 503);
  EXPECT_EQ(ask(four, "192.0.2.2"), 200);
  EXPECT_EQ(ask(two, "192.0.2.2"), 200) << "the proxy's connection serves another client now";
  RawHttp five(port);
  EXPECT_EQ(ask(five, "192.0.2.1"), 200);
}

/// Leaves the process `more` descriptors that it can still open.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t more) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = dup(STDERR_FILENO);
    close(lowest_free);
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(lowest_free) + more;
    setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST_F(SlowPeers, WithoutDescriptorsConnectionsWaitUntilThereAreSome) {
#ifdef FRAMEWAKE_SANITIZED
  GTEST_SKIP() << "the sanitizers' own checks need descriptors";
#endif
  const auto port = serve();
  std::unique_ptr<RawHttp> http;
  {
    const FewDescriptors only_the_clients(1);
    http = std::make_unique<RawHttp>(port);
    http->send(get("/healthz"));
    for (int i = 0; i < 3; ++i) net_thread_answers();
    EXPECT_FALSE(http->readable_now());
  }
  EXPECT_EQ(http->response().value().status, 200);
}

}  // namespace
}  // namespace framewake
