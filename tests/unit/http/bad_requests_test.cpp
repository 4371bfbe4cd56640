// Each bad request gets one clear answer, and costs nobody else anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/http/raw_http.hpp"
#include "unit/http/served.hpp"

namespace framewake {
namespace {

using test::get;
using test::RawHttp;
using testing::HasSubstr;

struct BadRequests : test::Served {
  /// The answer to `request` is this error, one line of JSON, after which the connection ends.
  void expect_refused(const std::string& request, int status) {
    RawHttp http(port);
    http.send(request);
    const auto answer = http.response();
    ASSERT_TRUE(answer) << request.substr(0, 100);
    EXPECT_EQ(answer->status, status) << request.substr(0, 100);
    EXPECT_TRUE(nlohmann::json::parse(answer->body).at("error").is_string());
    EXPECT_EQ(answer->body.find('\n'), answer->body.size() - 1);
    EXPECT_TRUE(http.at_end());
    RawHttp other(port);
    other.send(get("/healthz"));
    EXPECT_EQ(other.response().value().status, 200);
  }

  std::uint16_t port = serve();
};

std::string with_host(const std::string& host) {
  return "GET /healthz HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
}

TEST_F(BadRequests, WhatIsNotThereIs404) {
  RawHttp http(port);
  for (const char* target : {"/nowhere", "/index.html", "/../etc/passwd", "/api/v1/status/", "//", "/%2e%2e/", "*"}) {
    http.send(get(target));
    const auto answer = http.response();
    ASSERT_TRUE(answer) << target;
    EXPECT_EQ(answer->status, 404) << target;
    EXPECT_TRUE(nlohmann::json::parse(answer->body).contains("error"));
  }
}

TEST_F(BadRequests, OtherMethodsAre405) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "BREW"})
    expect_refused(std::string(method) + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 405);
  RawHttp http(port);
  http.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(http.response().value().fields.at("allow"), "GET, HEAD");
}

TEST_F(BadRequests, ARefusedUploadStillSeesItsAnswer) {
  expect_refused("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'),
                 405);
}

TEST_F(BadRequests, NonsenseIs400) {
  expect_refused("\x16\x03\x01\x02\x01\r\n\r\n", 400);
  expect_refused("GET\r\n\r\n", 400);
  expect_refused("GET / HTTP/3.7\r\nHost: localhost\r\n\r\n", 400);
  expect_refused("GET / HTTP/1.1\r\nHost: localhost\r\nno colon here\r\n\r\n", 400);
  expect_refused("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n", 400);
}

TEST_F(BadRequests, ARequestNamesOneHost) {
  expect_refused("GET / HTTP/1.1\r\n\r\n", 400);
  expect_refused("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400);
}

TEST_F(BadRequests, AHeadHasALimit) {
  expect_refused(get("/", "X-Long: " + std::string(9000, 'x') + "\r\n"), 431);
  expect_refused(get("/" + std::string(9000, 'x')), 431);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "X-Field-" + std::to_string(i) + ": x\r\n";
  expect_refused(get("/", many), 431);
  RawHttp http(port);
  http.send(get("/healthz", "X-Long: " + std::string(7000, 'x') + "\r\n"));
  EXPECT_EQ(http.response().value().status, 200);
}

TEST_F(BadRequests, ABodyHasNoUse) {
  expect_refused(get("/", "Content-Length: 4097\r\n"), 413);
  expect_refused(get("/", "Content-Length: 99999999999999\r\n"), 413);
  expect_refused(get("/", "Transfer-Encoding: chunked\r\n"), 413);
}

TEST_F(BadRequests, ASmallBodyIsPassedOver) {
  RawHttp http(port);
  http.send(get("/healthz", "Content-Length: 5\r\n") + "GET /" + get("/nowhere"));
  EXPECT_EQ(http.response().value().status, 200);
  EXPECT_EQ(http.response().value().status, 404);
}

TEST_F(BadRequests, AWebPageCannotReachUsUnderItsOwnName) {
  for (const char* host :
       {"evil.example", "evil.example:8990", "localhost.evil.example", "127.0.0.1.evil.example", "", "[", "[::1"})
    expect_refused(with_host(host), 421);
  for (const char* host :
       {"localhost", "LOCALHOST:8990", "127.0.0.1", "127.0.0.1:8990", "[::1]", "[::1]:8990", "192.168.1.5:80"}) {
    RawHttp http(port);
    http.send(with_host(host));
    EXPECT_EQ(http.response().value().status, 200) << host;
  }
}

struct FurtherHosts : test::Served {};

TEST_F(FurtherHosts, WhereEverybodyMayLookAWebPageStillMayNot) {
  HttpOptions options;
  options.anonymous = true;
  options.hosts = {"framewake"};
  const auto port = serve_at("0.0.0.0:0", options);
  RawHttp http(port);
  http.send(with_host("192.0.2.7:8990") + with_host("framewake:8990") + with_host("evil.example"));
  EXPECT_EQ(http.response().value().status, 200);
  EXPECT_EQ(http.response().value().status, 200);
  EXPECT_EQ(http.response().value().status, 421);
}

TEST_F(FurtherHosts, AProxyMayPassItsOwnNameOn) {
  HttpOptions options;
  options.hosts = {"cameras.example.org"};
  const auto port = serve(options);
  RawHttp http(port);
  http.send(with_host("Cameras.Example.org:443") + with_host("other.example.org"));
  EXPECT_EQ(http.response().value().status, 200);
  EXPECT_EQ(http.response().value().status, 421);
}

}  // namespace
}  // namespace framewake
