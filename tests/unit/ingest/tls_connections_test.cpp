// The cameras' port with TLS.
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "ingest_server.hpp"
#include "support/certificates.hpp"
#include "support/tls_socket.hpp"

namespace framewake {
namespace {

using test::IngestServer;
using test::jpeg_like;
using test::Opcode;
using test::TlsSocket;

class TlsConnections : public testing::Test {
 protected:
  std::shared_ptr<const TlsServerContext> context() const {
    return TlsServerContext::load({.certificate = files_.certificate, .key = files_.key, .client_ca = {}}).context;
  }
  IngestSettings settings(IngestOptions options = test::small_options()) {
    IngestSettings all = IngestServer::settings(std::move(options));
    all.tls = context();
    all.on_rejected = [this](const CameraId& camera, std::uint64_t, const Rejection&) {
      const std::lock_guard lock(mutex_);
      rejected_.push_back(camera.str());
    };
    return all;
  }
  std::vector<std::string> rejected() {
    const std::lock_guard lock(mutex_);
    return rejected_;
  }
  static void open(TlsSocket& camera, const std::string& name) {
    ASSERT_EQ(camera.try_upgrade("/camera/" + name).status, 101);
  }

  test::TestAuthority authority_;
  test::CertificateFiles files_ = authority_.issue("server");
  std::mutex mutex_;
  std::vector<std::string> rejected_;  // guarded by mutex_: whose message was refused, one after the other
};

const std::string nonsense = test::make_frame(Opcode::binary, "x");

TEST_F(TlsConnections, AFloodOfNewKeysEndsItsOwnConnectionOnly) {
  IngestServer server(settings());
  TlsSocket flooding(server.port());
  TlsSocket quiet(server.port());
  open(flooding, "flooding");
  open(quiet, "quiet");
  {
    auto busy = server.busy();  // so that all of it has come when the first is read
    flooding.change_keys(3000);
    flooding.send(nonsense);
    quiet.send(nonsense);
  }
  quiet.round_trip();
  EXPECT_EQ(rejected(), std::vector<std::string>{"quiet"}) << "nobody reads on to the end of the flood";
  flooding.expect_end();
  quiet.round_trip();
}

TEST_F(TlsConnections, NewKeysNowAndThenAreWelcome) {
  IngestServer server(settings());
  TlsSocket camera(server.port());
  open(camera, "front");
  for (int i = 0; i < 50; ++i) {
    camera.change_keys(30);
    camera.send(nonsense);
    if (i % 10 == 0) camera.round_trip();
  }
  camera.change_keys(1);
  camera.round_trip();
  EXPECT_EQ(rejected().size(), 50U);
}

// Neither small records nor keys between them make a turn long: others are served meanwhile.
TEST_F(TlsConnections, TheTurnsOfSmallRecordsAreShort) {
  IngestServer server(settings());
  TlsSocket noisy(server.port());
  TlsSocket quiet(server.port());
  open(noisy, "noisy");
  open(quiet, "quiet");
  {
    auto busy = server.busy();
    for (int i = 0; i < 30; ++i) {  // fewer than the messages that are taken in a turn
      noisy.change_keys(50);
      noisy.send(nonsense);
    }
    quiet.send(nonsense);
  }
  quiet.round_trip();
  noisy.round_trip();
  const auto all = rejected();
  ASSERT_EQ(all.size(), 31U);
  EXPECT_LT(std::find(all.begin(), all.end(), "quiet") - all.begin(), 10);
}

TEST_F(TlsConnections, WhoIsRefusedBeforeItsHandshakeGetsNoPlainWords) {
  IngestOptions options = test::small_options();
  options.max_connections_per_address = 1;
  IngestServer server(settings(options));
  TlsSocket first(server.port());
  open(first, "front");
  EXPECT_EQ(test::RawWebSocket(server.port()).receive(), std::nullopt);
  server.listener().use(nullptr);  // from here on without encryption
  first.round_trip();
  EXPECT_EQ(test::RawWebSocket(server.port()).try_upgrade("/camera/other").status, 503);
  server.listener().use(context());
  first.round_trip();
  EXPECT_EQ(test::RawWebSocket(server.port()).receive(), std::nullopt);
}

// The time for the handshake is that of the first request; each further one has its own, whole.
TEST_F(TlsConnections, APostHasItsTimeFromItsFirstByteOn) {
  IngestOptions options = test::small_options();
  options.handshake_timeout = std::chrono::milliseconds(400);
  IngestServer server(settings(options));
  TlsSocket camera(server.port());
  EXPECT_EQ(camera.request("POST", "/camera/front", jpeg_like()).status, 202);
  {
    TlsSocket other(
        server.port());  // it is cut when its time is over: that of a camera that waited as long would be, too
    other.expect_end();
  }
  EXPECT_EQ(camera.request("POST", "/camera/front", jpeg_like()).status, 202);
}

}  // namespace
}  // namespace framewake
