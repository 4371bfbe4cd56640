// GET /api/v1/cameras/ID/why
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
using test::RawResponse;
using testing::HasSubstr;

struct WhyHttpTest : test::Served {
  RawResponse ask(std::uint16_t port, std::string_view target, std::string_view more = "") {
    RawHttp http(port);
    http.send(get(target, more));
    return http.response().value_or(RawResponse{});
  }
};

TEST_F(WhyHttpTest, TheCameraAndTheLimitReachTheSource) {
  const auto port = serve();
  const auto all = ask(port, "/api/v1/cameras/front/why");
  EXPECT_EQ(all.status, 200);
  EXPECT_EQ(all.fields.at("content-type"), "application/json");
  EXPECT_EQ(all.body, R"({"camera":"front","limit":256})");
  EXPECT_EQ(ask(port, "/api/v1/cameras/front/why?limit=7").body, R"({"camera":"front","limit":7})");
  EXPECT_EQ(ask(port, "/api/v1/cameras/front/why?a=b&limit=256").body, R"({"camera":"front","limit":256})");
  EXPECT_EQ(source.thread(), "fw-report") << "never on the net thread";
}

TEST_F(WhyHttpTest, WhatIsAskedWronglyIsNamed) {
  const auto port = serve();
  const auto unknown = ask(port, "/api/v1/cameras/fornt/why");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.body, "{\"error\":\"there is no camera \\\"fornt\\\"; /api/v1/status tells which there are\"}\n");
  const auto no_name = ask(port, "/api/v1/cameras/Front%20door/why");
  EXPECT_EQ(no_name.status, 404);
  EXPECT_THAT(no_name.body, HasSubstr("is no camera's name: 1 to 63 of a-z"));
  EXPECT_EQ(ask(port, "/api/v1/cameras//why").status, 404);
  EXPECT_EQ(ask(port, "/api/v1/cameras/why").status, 404);
  EXPECT_EQ(ask(port, "/api/v1/cameras/front/because").status, 404);
  for (const char* limit : {"0", "257", "-1", "x", "", "1e2", "99999999999999999999"}) {
    const auto wrong = ask(port, std::string("/api/v1/cameras/front/why?limit=") + limit);
    EXPECT_EQ(wrong.status, 400) << limit;
    EXPECT_THAT(wrong.body, HasSubstr("allowed: a whole number of 1 to 256"));
  }
  EXPECT_EQ(source.calls(), 1) << "only for a proper question";
}

TEST_F(WhyHttpTest, OnlyGet) {
  RawHttp http(serve());
  http.send("POST /api/v1/cameras/front/why HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(http.response()->status, 405);
}

TEST_F(WhyHttpTest, TakesTheScopeOfTheStatus) {
  HttpOptions options;
  const std::string reader = "read-token", scraper = "metrics-token";
  options.tokens = {{"reader", token_hash(digest_of(reader)), {"read"}},
                    {"scraper", token_hash(digest_of(scraper)), {"metrics"}}};
  const auto port = serve(options);
  EXPECT_EQ(ask(port, "/api/v1/cameras/front/why").status, 401);
  EXPECT_EQ(ask(port, "/api/v1/cameras/front/why", "Authorization: Bearer " + scraper + "\r\n").status, 403);
  EXPECT_EQ(ask(port, "/api/v1/cameras/front/why", "Authorization: Bearer " + reader + "\r\n").status, 200);
}

TEST_F(WhyHttpTest, WhoWaitsTooLongIsToldSo) {
  HttpOptions options;
  options.timeout = milliseconds(200);
  const auto port = serve(options);
  source.hold();
  const auto late = ask(port, "/api/v1/cameras/front/why");
  EXPECT_EQ(late.status, 503);
  net_thread_answers();
}

}  // namespace
}  // namespace framewake
