#include "cli/snapshot.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "unit/client/fake_server.hpp"

namespace framewake {
namespace {

using test::FakeServer;
using test::Peer;
using testing::HasSubstr;

struct SnapshotOutcome {
  int status = -1;
  std::string out;
  std::string err;
};

SnapshotOutcome snapshot_of(const SnapshotCommand& command) {
  std::ostringstream out;
  std::ostringstream err;
  const int status = run_snapshot(command, out, err);
  return {status, out.str(), err.str()};
}

std::string snapshot_address(const FakeServer& server) {
  return "http://127.0.0.1:" + std::to_string(server.port());
}

TEST(SnapshotCommandTest, WritesThePictureAsItCame) {
  std::string target;
  FakeServer server({[&](Peer& peer) {
    target = std::string(peer.read_request().target());
    peer.write_raw(std::string("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\xFF\xD8\0\n", 42));
  }});
  const auto outcome = snapshot_of(
      {.url = snapshot_address(server), .camera = "front", .output = "-", .width = 320, .token_file = {}, .tls = {}});
  server.finish();
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, std::string("\xFF\xD8\0\n", 4));
  EXPECT_EQ(target, "/api/v1/cameras/front/snapshot.jpg?width=320");
}

TEST(SnapshotCommandTest, WritesIntoAFile) {
  const std::string path = testing::TempDir() + "/framewake_snapshot_" + std::to_string(getpid()) + ".jpg";
  FakeServer server({[&](Peer& peer) {
    peer.read_request();
    peer.write_raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nJPEG");
  }});
  const auto outcome =
      snapshot_of({.url = snapshot_address(server), .camera = "front", .output = path, .token_file = {}, .tls = {}});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "JPEG");
  std::filesystem::remove(path);
}

TEST(SnapshotCommandTest, SaysWhyThereIsNone) {
  FakeServer server({[](Peer& peer) { peer.refuse(404, "{\"error\":\"there is no camera side\"}\n"); }});
  const auto outcome =
      snapshot_of({.url = snapshot_address(server), .camera = "side", .output = "-", .token_file = {}, .tls = {}});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("404 {\"error\":\"there is no camera side\"}\n"));
}

TEST(SnapshotCommandTest, AsksNobodyForWhatIsNoName) {
  EXPECT_THAT(
      snapshot_of({.url = "http://127.0.0.1:1", .camera = "../etc", .output = "-", .token_file = {}, .tls = {}}).err,
      HasSubstr("no camera is called ../etc"));
  EXPECT_EQ(snapshot_of({.url = "ftp://x", .camera = "front", .output = "-", .token_file = {}, .tls = {}}).status, 1);
}

}  // namespace
}  // namespace framewake
