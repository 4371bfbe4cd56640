// A request whose handling fails: it is answered 500, and costs nobody else anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>

#include "unit/http/raw_http.hpp"
#include "unit/http/served.hpp"

namespace framewake {
namespace {

using test::get;
using test::RawHttp;
using testing::HasSubstr;

constexpr const char* ask_for_reload = "POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Has no memory for what it is asked, on the net thread.
class PoorControl final : public OperatorControl {
 public:
  void reload(Done) override { throw std::bad_alloc(); }
};

struct OperatorMemory : test::Served {
  PoorControl control;
};

TEST_F(OperatorMemory, ARequestThatFailsIsAnswered500AndNothingElseIsLost) {
  const auto port = serve({}, steady_time(), &control);
  RawHttp other(port);
  other.send(get("/api/v1/status"));
  EXPECT_EQ(other.response()->status, 200);
  for (int i = 0; i < 3; ++i) {
    RawHttp http(port);
    http.send(ask_for_reload);
    const auto answer = http.response();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 500);
    EXPECT_THAT(answer->body, HasSubstr("error"));
    EXPECT_TRUE(http.at_end());
    other.send(get("/api/v1/status"));
    EXPECT_EQ(other.response()->status, 200);
  }
  stop();  // whoever has failed waits for nothing any more
}

}  // namespace
}  // namespace framewake
