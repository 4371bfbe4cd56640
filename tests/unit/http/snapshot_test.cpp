// GET /api/v1/cameras/ID/snapshot.jpg: asked on the net thread, answered by another.
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
using Outcome = Snapshot::Outcome;

/// Keeps what it was asked for until the test has it answered.
class HeldPictures final : public SnapshotPort {
 public:
  struct Asked {
    SnapshotRequest request;
    Done done;
  };
  void take(SnapshotRequest request, Done done) override {
    if (at_once) return done({.outcome = Outcome::unavailable, .problem = "too many"});
    const std::lock_guard lock(mutex_);
    asked_.push_back({std::move(request), std::move(done)});
    changed_.notify_all();
  }
  /// Waits until somebody has asked.
  Asked next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !asked_.empty(); });
    Asked asked = std::move(asked_.back());
    asked_.pop_back();
    return asked;
  }
  bool nobody_has_asked() {
    const std::lock_guard lock(mutex_);
    return asked_.empty();
  }
  bool at_once = false;  // set before anybody asks

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Asked> asked_;  // guarded by mutex_
};

constexpr const char* path = "/api/v1/cameras/front/snapshot.jpg";

struct SnapshotTest : test::Served {
  HeldPictures pictures;
  std::uint16_t serve_pictures(HttpOptions options = {}) {
    return serve(std::move(options), steady_time(), nullptr, &pictures);
  }
};

TEST_F(SnapshotTest, ThePictureIsWhatTheOtherThreadMakesAndTheNetThreadGoesOnMeanwhile) {
  const auto port = serve_pictures();
  RawHttp http(port);
  http.send(get(path));
  const auto asked = pictures.next();
  EXPECT_EQ(asked.request.camera.str(), "front");
  EXPECT_EQ(asked.request.width, 0);
  RawHttp other(port);
  other.send(get("/api/v1/status"));
  EXPECT_EQ(other.response()->status, 200) << "while the picture is waited for";
  asked.done({.jpeg = std::string("\xFF\xD8\0\xFF\xD9", 5), .frame = 7, .age = std::chrono::microseconds(41'900)});
  const auto answer = http.response();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, std::string("\xFF\xD8\0\xFF\xD9", 5));
  EXPECT_EQ(answer->fields.at("content-type"), "image/jpeg");
  EXPECT_EQ(answer->fields.at("cache-control"), "no-store");
  EXPECT_EQ(answer->fields.at("x-framewake-frame"), "7");
  EXPECT_EQ(answer->fields.at("x-framewake-age-ms"), "41");
  http.send(get("/healthz"));
  EXPECT_EQ(http.response()->status, 200) << "the connection goes on";
}

TEST_F(SnapshotTest, AWidthIsANumberOfPixels) {
  const auto port = serve_pictures();
  RawHttp http(port);
  http.send(get(std::string(path) + "?width=320"));
  const auto asked = pictures.next();
  EXPECT_EQ(asked.request.width, 320);
  asked.done({.jpeg = "picture"});
  EXPECT_EQ(http.response()->status, 200);
  for (const char* bad : {"", "0", "15", "-1", "65536", "99999999999", "320px", "1e3"}) {
    http.send(get(std::string(path) + "?width=" + bad));
    const auto answer = http.response();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 400) << bad;
    EXPECT_THAT(answer->body, HasSubstr("width")) << bad;
  }
  EXPECT_TRUE(pictures.nobody_has_asked());
}

TEST_F(SnapshotTest, WhyThereIsNoneIsSaid) {
  const auto port = serve_pictures();
  const std::vector<std::pair<Outcome, int>> all{
      {Outcome::unknown_camera, 404}, {Outcome::unavailable, 503}, {Outcome::failed, 500}};
  for (const auto& [outcome, status] : all) {
    RawHttp http(port);
    http.send(get(path));
    pictures.next().done({.outcome = outcome, .problem = "because of this"});
    const auto answer = http.response();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(answer->body, "{\"error\":\"because of this\"}\n");
    EXPECT_EQ(answer->fields.at("content-type"), "application/json");
  }
}

TEST_F(SnapshotTest, WhatIsNoNameOfACameraIsNotAskedFor) {
  const auto port = serve_pictures();
  for (const char* name : {"", "FRONT", "..", "a/b", "%2e%2e", "-a"}) {
    RawHttp http(port);
    http.send(get("/api/v1/cameras/" + std::string(name) + "/snapshot.jpg"));
    EXPECT_EQ(http.response()->status, 404) << name;
  }
  EXPECT_TRUE(pictures.nobody_has_asked());
}

TEST_F(SnapshotTest, OnlyGetAndHead) {
  RawHttp http(serve_pictures());
  http.send("HEAD " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  pictures.next().done({.jpeg = "12345"});
  const auto head = http.response(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->fields.at("content-length"), "5");
  http.send("POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(http.response()->status, 405);
}

TEST_F(SnapshotTest, WhereThereArePasswordsItTakesTheScopePictures) {
  HttpOptions options;
  options.password_hash = to_text(hash_password("open & sesame"));
  options.tokens = {{"looker", token_hash(digest_of("read-token")), {"read", "metrics", "control"}},
                    {"wall", token_hash(digest_of("wall-token")), {"pictures"}}};
  const auto port = serve_pictures(options);
  const auto status_of = [&](const std::string& target, const std::string& token) {
    RawHttp http(port);
    http.send(get(target, token.empty() ? "" : "Authorization: Bearer " + token + "\r\n"));
    return http.response()->status;
  };
  EXPECT_EQ(status_of(path, ""), 401);
  EXPECT_EQ(status_of(path, "read-token"), 403);
  EXPECT_EQ(status_of("/api/v1/cameras/no-such/snapshot.jpg", "read-token"), 403) << "nor which cameras there are";
  EXPECT_EQ(status_of("/api/v1/status", "wall-token"), 403);
  RawHttp http(port);
  http.send(get(path, "Authorization: Bearer wall-token\r\n"));
  pictures.next().done({.jpeg = "picture"});
  EXPECT_EQ(http.response()->status, 200);
}

TEST_F(SnapshotTest, WithoutAnybodyWhoMakesThemItSaysSo) {
  RawHttp http(serve());
  http.send(get(path));
  EXPECT_EQ(http.response()->status, 503);
}

TEST_F(SnapshotTest, AnAnswerFromWithinIsFine) {
  pictures.at_once = true;
  RawHttp http(serve_pictures());
  http.send(get(path));
  EXPECT_EQ(http.response()->status, 503);
}

TEST_F(SnapshotTest, AStopDoesNotWaitForItAndALateAnswerHurtsNobody) {
  RawHttp http(serve_pictures());
  http.send(get(path));
  const auto asked = pictures.next();
  stop();
  asked.done({.jpeg = "picture"});
}

}  // namespace
}  // namespace framewake
