#include "ingest/request_target.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

TEST(RequestTarget, NamesTheCamera) {
  const auto front = std::get<CameraTarget>(read_target("/camera/front-1"));
  EXPECT_EQ(front.camera.str(), "front-1");
  EXPECT_FALSE(front.results);
  EXPECT_EQ(std::get<CameraTarget>(read_target("/")).camera.str(), "default");
  EXPECT_EQ(std::get<CameraTarget>(read_target("/camera/" + std::string(63, 'a'))).camera.str(), std::string(63, 'a'));
}

TEST(RequestTarget, AsksForResults) {
  for (const std::string query : {"?reply=results", "?a=b&reply=results", "?reply=results&x", "?&reply=results"}) {
    EXPECT_TRUE(std::get<CameraTarget>(read_target("/camera/a" + query)).results) << query;
    EXPECT_TRUE(std::get<CameraTarget>(read_target("/" + query)).results) << query;
  }
  for (const std::string query :
       {"?", "?reply=result", "?reply=resultsx", "?xreply=results", "?reply=", "?a?reply=results"})
    EXPECT_FALSE(std::get<CameraTarget>(read_target("/camera/a" + query)).results) << query;
}

TEST(RequestTarget, BadNamesAreToldTheRule) {
  for (const std::string id : {"", "Front", "-a", "a.b", "../etc/passwd", "..%2f..%2fetc", "a/b", "%61", "a b",
                               "a\xc3\xa9", "<script>", "a%00"}) {
    const auto target = read_target("/camera/" + id);
    const auto* refusal = std::get_if<HttpAnswer>(&target);
    ASSERT_NE(refusal, nullptr) << id;
    EXPECT_EQ(refusal->status, 400);
    EXPECT_NE(refusal->json.find(CameraId::rule), std::string::npos);
  }
  const auto too_long = read_target("/camera/" + std::string(64, 'a'));
  EXPECT_EQ(std::get<HttpAnswer>(too_long).status, 400);
}

TEST(RequestTarget, OtherPathsAreNotThere) {
  for (const std::string path :
       {"", "*", "/camera", "/cameras/a", "//", "/../camera/a", "/x", "http://host/camera/a", "/CAMERA/a"}) {
    const auto target = read_target(path);
    ASSERT_TRUE(std::holds_alternative<HttpAnswer>(target)) << path;
    EXPECT_EQ(std::get<HttpAnswer>(target).status, 404);
  }
}

TEST(RequestTarget, ProxiesAskForWholeAddresses) {
  EXPECT_EQ(origin_form("http://host:8999/camera/a?reply=results"), "/camera/a?reply=results");
  EXPECT_EQ(origin_form("wss://host/"), "/");
  EXPECT_EQ(origin_form("http://host"), "/");
  for (const char* other : {"/camera/a", "/camera/a?x=http://b/c", "*", "", "?http://a/b", "http:/a", "http://host?a"})
    EXPECT_EQ(origin_form(other), other);
}

}  // namespace
}  // namespace framewake
