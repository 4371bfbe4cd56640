// What is wrong costs one frame, or one connection, and gets one clear answer; a camera beside it notices nothing.
#include <gmock/gmock.h>

#include "running_daemon.hpp"

namespace framewake::test {
namespace {

class BadInputTest : public DaemonTest {
 protected:
  BadInputTest() : jpeg_(make_jpeg(160, 120)) {}
  void SetUp() override {
    start({"ingest.max_message=64 KiB", "processing.max_pixels=1000000"});
    good_.emplace(camera("/camera/good?reply=results"));
    bad_.emplace(camera("/camera/bad?reply=results"));
  }
  json answer() { return json::parse(bad_->receive_text()); }
  /// `detail`: not empty: this very one.
  void expect_rejected(const std::string& reason, const std::string& detail = "") {
    const json told = answer();
    EXPECT_EQ(told.at("type"), "rejected");
    EXPECT_EQ(told.at("reason"), reason) << told;
    EXPECT_FALSE(told.at("detail").get<std::string>().empty());
    if (!detail.empty()) {
      EXPECT_EQ(told.at("detail"), detail);
    }
    ++rejected_;
  }
  /// The next frame of the same connection is processed, and so is one of the camera beside it.
  void TearDown() override {
    bad_->send(Opcode::binary, jpeg_);
    EXPECT_EQ(answer().at("type"), "result");
    good_->send(Opcode::binary, jpeg_);
    EXPECT_EQ(json::parse(good_->receive_text()).at("type"), "result");
    for (const CameraStatus& camera : daemon_->cameras()) {
      EXPECT_TRUE(camera.fates.balanced());
      if (camera.camera.str() == "bad") {
        EXPECT_EQ(camera.fates.rejected, rejected_);
      }
    }
  }

  std::string jpeg_;
  std::optional<RawWebSocket> good_;
  std::optional<RawWebSocket> bad_;
  std::uint64_t rejected_ = 0;
};

TEST_F(BadInputTest, OversizeMessage) {
  bad_->send(Opcode::binary, jpeg_ + std::string(70'000, 'x'));
  expect_rejected("too_large");
}

TEST_F(BadInputTest, ACameraOfWhichNoFrameIsGoodIsAsLiveAsItsFramesCome) {
  const auto state = [&] {
    for (const CameraStatus& camera : daemon_->cameras())
      if (camera.camera.str() == "bad") return camera.state;
    return CameraState::offline;
  };
  bad_->send(Opcode::binary, "rubbish by its header");
  expect_rejected("bad_image");
  EXPECT_EQ(state(), CameraState::live);
  bad_->send(Opcode::binary, jpeg_.substr(0, jpeg_.size() / 2));
  expect_rejected("bad_image");
  EXPECT_EQ(state(), CameraState::live);
}

TEST_F(BadInputTest, FragmentedOversizeMessage) {
  bad_->send_raw(make_frame(Opcode::binary, jpeg_, false));
  for (int i = 0; i < 10; ++i) bad_->send_raw(make_frame(Opcode::continuation, std::string(10'000, 'x'), i == 9));
  expect_rejected("too_large");
}

TEST_F(BadInputTest, WrongMagic) {
  bad_->send(Opcode::binary, "GIF89a" + std::string(200, '\0'));
  expect_rejected("bad_image");
}

TEST_F(BadInputTest, TruncatedJpeg) {
  bad_->send(Opcode::binary, jpeg_.substr(0, jpeg_.size() * 2 / 3));
  expect_rejected("bad_image");
}

TEST_F(BadInputTest, CorruptJpeg) {
  std::string corrupt = jpeg_;
  for (std::size_t i = scan_begin(corrupt) + 50; i + 2 < corrupt.size(); i += 7) corrupt[i] = static_cast<char>(0xFF);
  bad_->send(Opcode::binary, corrupt);
  expect_rejected("bad_image");
}

TEST_F(BadInputTest, HugeDimensions) {
  bad_->send(Opcode::binary, with_jpeg_size(jpeg_, 65'500, 65'500));
  expect_rejected("too_many_pixels");
}

TEST_F(BadInputTest, BuiltToTakeSeconds) {
  bad_->send(Opcode::binary, make_jpeg(32, 24, {.refinement_scans = 900}));
  expect_rejected("bad_image");
}

TEST_F(BadInputTest, NoBytes) {
  bad_->send(Opcode::binary, "");
  expect_rejected("bad_message", "the message has no bytes");
}

TEST_F(BadInputTest, TextThatIsNoJson) {
  bad_->send(Opcode::text, "hello");
  expect_rejected("bad_message");
}

TEST_F(BadInputTest, NamesThatAreNoCameras) {
  const std::vector<std::string> ids{"..", "%2e%2e%2fetc", "A", "-x", "a/b", std::string(64, 'a')};
  for (const std::string& id : ids) {
    RawWebSocket socket(daemon_->ingest_port());
    const HttpReply reply = socket.try_upgrade("/camera/" + id);
    EXPECT_TRUE(reply.status == 400 || reply.status == 404) << id << ": " << reply.status;
    EXPECT_EQ(reply.body.find("<"), std::string::npos);
  }
  EXPECT_EQ(daemon_->cameras().size(), 2U) << "no camera was made of them";
}

TEST_F(BadInputTest, ManyBadOnesAtOnceDoNotStarveTheGood) {
  for (int i = 0; i < 500; ++i) bad_->send(Opcode::binary, "rubbish");
  for (int i = 0; i < 500; ++i) expect_rejected("bad_image");
}

}  // namespace
}  // namespace framewake::test
