#include "cli/health.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "unit/client/fake_server.hpp"

namespace framewake {
namespace {

using test::FakeServer;
using test::Peer;
using testing::HasSubstr;

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

Outcome health_of(const std::string& url, double seconds = 30) {
  std::ostringstream out;
  std::ostringstream err;
  const int status = run_health({.url = url, .seconds = seconds}, out, err);
  return {status, out.str(), err.str()};
}

std::string address(const FakeServer& server) {
  return "http://127.0.0.1:" + std::to_string(server.port());
}

TEST(Health, AsksForHealthAndIsFineWhenTheDaemonIs) {
  std::string target;
  FakeServer server({[&](Peer& peer) {
    target = std::string(peer.read_request().target());
    peer.write_raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n");
  }});
  const auto outcome = health_of(address(server));
  server.finish();
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "ok\n");
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(target, "/healthz");
}

TEST(Health, SaysWhatIsWrong) {
  FakeServer server({[](Peer& peer) { peer.refuse(503, "fw-proc-0 has held a frame of front\nmore"); }});
  const auto outcome = health_of(address(server));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("503 fw-proc-0 has held a frame of front\n"));
}

TEST(Health, NoAnswerIsNotHealth) {
  std::string url;
  {
    FakeServer server({[](Peer&) {}});
    url = address(server);
  }
  EXPECT_EQ(health_of(url).status, 1);  // nobody there
  test::Gate asked;
  FakeServer silent({[&](Peer& peer) {
    peer.read_request();
    asked.wait();
  }});
  const auto outcome = health_of(address(silent), 0.1);
  asked.open();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("no answer in time"));
}

TEST(Health, NobodyBehindTlsIsNoHealthAndNoCrash) {
  FakeServer server({[](Peer&) {}});  // ends the connection
  const auto outcome = health_of("https://127.0.0.1:" + std::to_string(server.port()));
  server.finish();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("framewake health: https://127.0.0.1:"));
}

TEST(Health, AnAddressThatIsNoneIsNamed) {
  EXPECT_EQ(health_of("http://127.0.0.1:1/?token=secret").err.find("secret"), std::string::npos);
  const auto outcome = health_of("ftp://x");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("framewake health: "));
}

}  // namespace
}  // namespace framewake
