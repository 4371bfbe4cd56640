#include "client/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace framewake {
namespace {

using testing::HasSubstr;

TEST(CameraUrl, ReadsHostPortAndTarget) {
  EXPECT_EQ(read_camera_url("ws://cam.example:8999/camera/front").url, (Url{"cam.example", 8999, "/camera/front"}));
  EXPECT_EQ(read_camera_url("http://127.0.0.1:1/x?a=b").url, (Url{"127.0.0.1", 1, "/x?a=b"}));
  EXPECT_EQ(read_camera_url("ws://host").url, (Url{"host", 80, "/"}));
  EXPECT_EQ(read_camera_url("ws://host?reply=results").url, (Url{"host", 80, "/?reply=results"}));
}

TEST(CameraUrl, ReadsIpv6InBrackets) {
  const auto url = read_camera_url("ws://[::1]:8999/camera/front").url;
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (Url{"::1", 8999, "/camera/front"}));
  EXPECT_EQ(url->authority(), "[::1]:8999");
  EXPECT_EQ(read_camera_url("ws://[fe80::1]/").url, (Url{"fe80::1", 80, "/"}));
  EXPECT_EQ((Url{"host", 80, "/"}.authority()), "host:80");
}

TEST(CameraUrl, SaysWhatIsWrong) {
  const auto problem = [](std::string_view text) {
    const auto reading = read_camera_url(text);
    EXPECT_FALSE(reading.url) << text;
    return reading.problem;
  };
  EXPECT_THAT(problem("wsss://host/camera/a"), HasSubstr("ws:// or wss://"));
  EXPECT_THAT(problem("ftps://host/camera/a"), HasSubstr("ws:// or wss://"));
  EXPECT_THAT(problem("host:8999/camera/a"), HasSubstr("must start with ws://"));
  EXPECT_THAT(problem("ftp://host"), HasSubstr("must start with ws://"));
  EXPECT_THAT(problem(""), HasSubstr("must start with"));
  EXPECT_THAT(problem("ws://"), HasSubstr("no host"));
  EXPECT_THAT(problem("ws:///camera/a"), HasSubstr("no host"));
  EXPECT_THAT(problem("ws://host:0/"), HasSubstr("port"));
  EXPECT_THAT(problem("ws://host:65536/"), HasSubstr("port"));
  EXPECT_THAT(problem("ws://host:/"), HasSubstr("port"));
  EXPECT_THAT(problem("ws://host:80x/"), HasSubstr("port"));
  EXPECT_THAT(problem("ws://::1/"), HasSubstr("brackets"));
  EXPECT_THAT(problem("ws://[::1/"), HasSubstr("never closed"));
  EXPECT_THAT(problem("ws://[::1]8999/"), HasSubstr("\":port\""));
  EXPECT_THAT(problem("ws://me:secret@host/"), HasSubstr("token"));
  EXPECT_THAT(problem("wss://host:0/camera/x?token=hidden"), testing::Not(HasSubstr("hidden")));
  EXPECT_THAT(problem("ws://me:secret@host/"), testing::Not(HasSubstr("secret")));
  EXPECT_THAT(problem("ws://host/a#b"), HasSubstr("#"));
  EXPECT_THAT(problem("ws://host/a b"), HasSubstr("blanks"));
  EXPECT_THAT(problem("ws://host/a\r\nX: y"), HasSubstr("control"));
}

TEST(CameraUrl, SaysWhetherThereIsTls) {
  EXPECT_EQ(read_camera_url("wss://host/camera/a").url, (Url{"host", 443, "/camera/a", true}));
  EXPECT_EQ(read_camera_url("https://host:8999/").url, (Url{"host", 8999, "/", true}));
  EXPECT_EQ(read_camera_url("ws://host/").url, (Url{"host", 80, "/", false}));
  EXPECT_EQ(read_http_url("https://host").url, (Url{"host", 443, "/", true}));
}

TEST(HttpUrl, IsHttpOnly) {
  EXPECT_EQ(read_http_url("http://127.0.0.1:8990").url, (Url{"127.0.0.1", 8990, "/"}));
  EXPECT_FALSE(read_http_url("ws://127.0.0.1:8990").url);
  EXPECT_FALSE(read_http_url("wss://127.0.0.1:8990").url);
}

TEST(WithQuery, AddsToWhatIsThere) {
  EXPECT_EQ(with_query("/a", "x=1"), "/a?x=1");
  EXPECT_EQ(with_query("/a?b=2", "x=1"), "/a?b=2&x=1");
}

}  // namespace
}  // namespace framewake
