// What operators ask, and what they get.
#include "http/operator_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <system_error>

#include "unit/http/raw_http.hpp"
#include "unit/http/served.hpp"

namespace framewake {
namespace {

using test::get;
using test::RawHttp;
using testing::HasSubstr;
using testing::StartsWith;

struct OperatorServerTest : test::Served {
  test::RawResponse ask(const std::string& request) {
    RawHttp http(port);
    http.send(request);
    return http.response(request.starts_with("HEAD")).value_or(test::RawResponse{});
  }

  std::uint16_t port = serve();
};

TEST_F(OperatorServerTest, TheStatusIsWhatTheSourceSays) {
  source.status = R"({"version":"9.9"})";
  const auto answer = ask(get("/api/v1/status"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"version":"9.9"})");
  EXPECT_EQ(answer.fields.at("content-type"), "application/json");
  EXPECT_EQ(answer.fields.at("cache-control"), "no-store");
}

TEST_F(OperatorServerTest, MetricsAreInPrometheusFormat) {
  source.metrics = std::string(300'000, 'x');
  const auto answer = ask(get("/metrics?name=whatever"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, source.metrics);
  EXPECT_THAT(answer.fields.at("content-type"), StartsWith("text/plain; version=0.0.4"));
}

TEST_F(OperatorServerTest, HealthIsOkOrSaysWhatIsWrong) {
  const auto well = ask(get("/healthz"));
  EXPECT_EQ(well.status, 200);
  EXPECT_EQ(well.body, "ok\n");
  source.problem = "processor fw-proc-0 has been busy for 30 s";
  const auto ill = ask(get("/healthz"));
  EXPECT_EQ(ill.status, 503);
  EXPECT_EQ(ill.body, "processor fw-proc-0 has been busy for 30 s\n");
}

TEST_F(OperatorServerTest, ReportsAreMadeOnTheirOwnThread) {
  ask(get("/metrics"));
  EXPECT_EQ(source.thread(), "fw-report");
}

TEST_F(OperatorServerTest, AReportThatFailsIsOneAnswerLost) {
  source.fails = true;
  const auto answer = ask(get("/api/v1/status"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(nlohmann::json::parse(answer.body).contains("error"));
  EXPECT_EQ(ask(get("/healthz")).status, 200);
}

TEST_F(OperatorServerTest, ThePageAndItsFilesAreThere) {
  const auto page = ask(get("/"));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.fields.at("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, StartsWith("<!doctype html>"));
  EXPECT_EQ(ask(get("/style.css")).fields.at("content-type"), "text/css; charset=utf-8");
  EXPECT_EQ(ask(get("/app.js")).fields.at("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(ask(get("/favicon.svg")).fields.at("content-type"), "image/svg+xml");
}

TEST_F(OperatorServerTest, AKnownFileIsNotSentAgain) {
  const auto etag = ask(get("/app.js")).fields.at("etag");
  RawHttp http(port);
  http.send(get("/app.js", "If-None-Match: " + etag + "\r\n") + get("/app.js", "If-None-Match: \"other\"\r\n"));
  const auto unchanged = http.response();
  ASSERT_TRUE(unchanged);
  EXPECT_EQ(unchanged->status, 304);
  EXPECT_EQ(unchanged->fields.at("etag"), etag);
  const auto whole = http.response();
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->status, 200);
  EXPECT_FALSE(whole->body.empty());
}

TEST_F(OperatorServerTest, EveryAnswerIsProtected) {
  for (const char* target : {"/", "/healthz", "/nowhere"}) {
    const auto fields = ask(get(target)).fields;
    EXPECT_EQ(fields.at("x-content-type-options"), "nosniff") << target;
    EXPECT_THAT(fields.at("content-security-policy"), HasSubstr("default-src 'self'")) << target;
    EXPECT_THAT(fields.at("content-security-policy"), HasSubstr("frame-ancestors 'none'")) << target;
  }
}

TEST_F(OperatorServerTest, HeadIsGetWithoutTheBody) {
  RawHttp http(port);
  http.send("HEAD /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/healthz"));
  const auto head = http.response(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->fields.at("content-length"), std::to_string(source.status.size()));
  const auto next = http.response();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->body, "ok\n");
}

TEST_F(OperatorServerTest, PipelinedRequestsAreAnsweredInOrder) {
  RawHttp http(port);
  http.send(get("/healthz") + get("/nowhere") + get("/api/v1/status") + get("/metrics", "Connection: close\r\n"));
  EXPECT_EQ(http.response().value().body, "ok\n");
  EXPECT_EQ(http.response().value().status, 404);
  EXPECT_EQ(http.response().value().body, source.status);
  EXPECT_EQ(http.response().value().body, source.metrics);
  EXPECT_TRUE(http.at_end());
}

TEST_F(OperatorServerTest, AConnectionServesManyRequests) {
  RawHttp http(port);
  for (int i = 0; i < 20; ++i) {
    http.send(get("/style.css"));
    EXPECT_EQ(http.response().value().status, 200);
  }
}

TEST_F(OperatorServerTest, OldClientsAreLetGoAfterTheirAnswer) {
  RawHttp http(port);
  http.send("GET /healthz HTTP/1.0\r\n\r\n");
  EXPECT_EQ(http.response().value().body, "ok\n");
  EXPECT_TRUE(http.at_end());
}

TEST_F(OperatorServerTest, AnAbsoluteTargetIsUnderstood) {
  EXPECT_EQ(ask(get("http://localhost/healthz?x=http://y/")).body, "ok\n");
}

TEST_F(OperatorServerTest, StopClosesIdleConnections) {
  RawHttp http(port);
  http.send(get("/healthz"));
  ASSERT_TRUE(http.response());
  server->stop();
  EXPECT_TRUE(http.at_end());
}

TEST(OperatorServerStart, APortThatIsTakenIsAFailedStart) {
  boost::asio::io_context io;
  test::HeldSource source;
  HttpOptions options;
  options.listen = "127.0.0.1:0";
  const OperatorServer first(io, options, source);
  options.listen = "127.0.0.1:" + std::to_string(first.port());
  try {
    const OperatorServer second(io, options, source);
    FAIL() << "two servers on one port";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::address_in_use);
    EXPECT_THAT(error.what(), HasSubstr(options.listen));
  }
}

TEST(OperatorServerStart, AnAddressThatIsNoneIsAFailedStart) {
  boost::asio::io_context io;
  test::HeldSource source;
  HttpOptions options;
  options.listen = "example.org:80";
  EXPECT_THROW(OperatorServer(io, options, source), std::system_error);
}

TEST(OperatorServerStart, AnEmptyAddressIsOff) {
  boost::asio::io_context io;
  test::HeldSource source;
  HttpOptions options;
  options.listen = "";
  OperatorServer off(io, options, source);
  EXPECT_EQ(off.port(), 0);
  off.stop();
  io.run();  // returns: it has no work
}

}  // namespace
}  // namespace framewake
