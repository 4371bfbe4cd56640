#include "client/http_get.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "unit/client/fake_server.hpp"

namespace framewake {
namespace {

using test::FakeServer;
using test::Gate;
using test::Peer;
using testing::HasSubstr;

HttpResponse get(std::uint16_t port, Duration limit = std::chrono::seconds(20), std::size_t most = largest_document) {
  boost::asio::io_context io;
  std::optional<HttpResponse> answer;
  http_get(
      io, Url{"127.0.0.1", port, "/api/v1/status"}, limit, [&](HttpResponse got) { answer = std::move(got); }, {},
      nullptr, most);
  EXPECT_FALSE(answer.has_value());
  io.run();
  return answer.value_or(HttpResponse{999, "", "never called back"});
}

TEST(HttpGet, GivesStatusAndBody) {
  FakeServer server({[](Peer& peer) { peer.refuse(200, "{}"); }});
  const auto answer = get(server.port());
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.body, "{}");
}

TEST(HttpGet, GivesErrorsOfTheServerAsTheyAre) {
  FakeServer server({[](Peer& peer) { peer.refuse(404, "nothing here"); }});
  const auto answer = get(server.port());
  EXPECT_EQ(answer.status, 404U);
  EXPECT_EQ(answer.body, "nothing here");
}

TEST(HttpGet, APictureMayBeLargerThanADocument) {
  const std::string large(std::size_t{20} << 20, 'x');
  const auto serve = [&](Peer& peer) { peer.refuse(200, large); };
  FakeServer server({serve});
  const auto picture = get(server.port(), std::chrono::seconds(20), largest_picture);
  EXPECT_EQ(picture.status, 200U) << picture.problem;
  EXPECT_EQ(picture.body.size(), large.size());
  FakeServer other({serve});
  const auto document = get(other.port());
  EXPECT_EQ(document.status, 0U) << document.body.size() << " bytes";
  EXPECT_THAT(document.problem, HasSubstr("body limit"));
}

TEST(HttpGet, SaysWhyThereIsNoAnswer) {
  std::uint16_t port = 0;
  {
    port = FakeServer({[](Peer&) {}}).port();
  }
  const auto nobody = get(port);
  EXPECT_EQ(nobody.status, 0U);
  EXPECT_THAT(nobody.problem, HasSubstr("refused"));

  FakeServer rude({[](Peer& peer) {
    peer.read_request();
    peer.write_raw("SSH-2.0-OpenSSH\r\n");
  }});
  EXPECT_EQ(get(rude.port()).status, 0U);
}

TEST(HttpGet, DoesNotWaitForeverForASilentServer) {
  Gate silence;
  FakeServer server({[&](Peer& peer) {
    peer.read_request();
    silence.wait();
  }});
  const auto answer = get(server.port(), milliseconds(30));
  EXPECT_EQ(answer.status, 0U);
  EXPECT_THAT(answer.problem, HasSubstr("no answer in time"));
  silence.open();
}

}  // namespace
}  // namespace framewake
