// The capture module as the program uses it: loaded at run time. Nothing here links libav.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <turbojpeg.h>
#include <unistd.h>

#include "base/thread.hpp"
#include "capture/av_module.hpp"
#include "capture/jpeg_encoder.hpp"
#include "unit/capture/media_files.hpp"

namespace framewake {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;

const std::stop_token never_stopped;
const ModuleFolders built_modules{CAPTURE_MODULE_FOLDER};

AvRequest file(const std::string& path) {
  return {.source = path, .name = path, .pass_jpeg = true};
}

std::unique_ptr<FrameSource> opened(const AvRequest& request) {
  auto source = open_av_source(request, never_stopped, built_modules);
  if (const auto* problem = std::get_if<std::string>(&source)) {
    ADD_FAILURE() << *problem;
    return nullptr;
  }
  return std::move(std::get<std::unique_ptr<FrameSource>>(source));
}

std::string refused(const AvRequest& request) {
  const auto source = open_av_source(request, never_stopped, built_modules);
  const auto* problem = std::get_if<std::string>(&source);
  return problem == nullptr ? "it opened" : *problem;
}

/// The next frame, compressed where it comes as planes.
struct Taken {
  explicit Taken(FrameSource& source) {
    auto reading = source.next(never_stopped);
    if (auto* over = std::get_if<EndOfSource>(&reading)) {
      end = over->problem;
      return;
    }
    auto& frame = std::get<CapturedFrame>(reading);
    due = frame.due;
    passed = std::holds_alternative<std::string>(frame.picture);
    if (passed)
      jpeg = std::get<std::string>(frame.picture);
    else
      jpeg = std::get<std::string>(JpegEncoder(95).encode(std::get<Planes>(frame.picture)));
  }
  std::string jpeg;
  bool passed = false;
  Duration due{};
  std::optional<std::string> end;
};

TEST(AvModule, SaysWhereItWasSearchedWhenItIsMissing) {
  const TemporaryFolder empty;
  const auto source = open_av_source(file("x.avi"), never_stopped, {empty.path() / "bin", empty.path() / "lib"});
  const auto* problem = std::get_if<std::string>(&source);
  ASSERT_NE(problem, nullptr);
  EXPECT_THAT(*problem, HasSubstr("needs libframewake-capture.so, which is not in " + (empty.path() / "bin").string()));
}

TEST(AvModule, SaysWhenItCannotBeLoaded) {
  const TemporaryFolder folder;
  folder.file(av_module_name, "this is no library");
  const auto source = open_av_source(file("x.avi"), never_stopped, {folder.path()});
  ASSERT_EQ(source.index(), 1U);
  EXPECT_THAT(std::get<1>(source), HasSubstr("cannot load"));
}

TEST(AvSource, PassesJpegsOnByteByByte) {
  const TemporaryFolder folder;
  const std::vector<std::string> jpegs{test::flat_jpeg(64, 48, 40), test::flat_jpeg(64, 48, 120),
                                       test::flat_jpeg(64, 48, 200)};
  const auto source = opened(file(folder.file("x.avi", test::mjpeg_avi(64, 48, 10, jpegs))));
  ASSERT_TRUE(source);
  EXPECT_FALSE(source->live());
  for (std::size_t i = 0; i < jpegs.size(); ++i) {
    const Taken frame(*source);
    ASSERT_FALSE(frame.end) << *frame.end;
    EXPECT_TRUE(frame.passed);
    EXPECT_EQ(frame.jpeg, jpegs[i]);
    EXPECT_EQ(frame.due, milliseconds(100 * i));
  }
  EXPECT_EQ(Taken(*source).end, "");
}

TEST(AvSource, PutsHuffmanTablesInWhereTheyAreMissing) {
  const TemporaryFolder folder;
  const auto bare = test::without_tables(test::flat_jpeg(64, 48, 120));
  const auto source = opened(file(folder.file("x.avi", test::mjpeg_avi(64, 48, 10, {bare, bare}))));
  ASSERT_TRUE(source);
  const Taken frame(*source);
  ASSERT_FALSE(frame.end) << *frame.end;
  EXPECT_TRUE(frame.passed);
  const auto picture = test::decode(frame.jpeg);
  EXPECT_EQ(picture.width, 64);
  EXPECT_NEAR(picture.luma_at(30, 30), 120, 3);
}

TEST(AvSource, ReencodesJpegsOnlyWhenAsked) {
  const TemporaryFolder folder;
  const auto path = folder.file("x.avi", test::mjpeg_avi(64, 48, 10, {test::flat_jpeg(64, 48, 120)}));
  auto request = file(path);
  request.size = PictureSize{32, 24};
  request.pass_jpeg = false;
  const auto source = opened(request);
  ASSERT_TRUE(source);
  const Taken frame(*source);
  ASSERT_FALSE(frame.end) << *frame.end;
  EXPECT_FALSE(frame.passed);
  const auto picture = test::decode(frame.jpeg);
  EXPECT_EQ(picture.width, 32);
  EXPECT_EQ(picture.height, 24);
  EXPECT_NEAR(picture.luma_at(16, 12), 120, 3);
}

TEST(AvSource, FullAndLimitedRangeLookTheSameAsTheyShould) {
  const TemporaryFolder folder;
  const std::vector<std::uint8_t> lumas{16, 126, 235};
  for (const std::string range : {"FULL", "LIMITED"}) {
    const bool full = range == "FULL";
    for (const bool scaled : {false, true}) {
      auto request = file(folder.file(range + ".y4m", test::y4m(64, 48, 10, range, lumas)));
      if (scaled) request.size = PictureSize{96, 80};
      const auto source = opened(request);
      ASSERT_TRUE(source);
      for (const int expected : full ? std::vector<int>{16, 126, 235} : std::vector<int>{0, 128, 255}) {
        const Taken frame(*source);
        ASSERT_FALSE(frame.end) << *frame.end;
        EXPECT_NEAR(test::decode(frame.jpeg).luma_at(32, 24), expected, 3) << range << (scaled ? " scaled" : "");
      }
    }
  }
}

TEST(AvSource, OddSizesComeThrough) {
  const TemporaryFolder folder;
  const auto source = opened(file(folder.file("x.y4m", test::y4m(33, 17, 10, "LIMITED", {126}))));
  ASSERT_TRUE(source);
  const Taken frame(*source);
  ASSERT_FALSE(frame.end) << *frame.end;
  EXPECT_EQ(test::decode(frame.jpeg).width, 33);
  EXPECT_EQ(test::decode(frame.jpeg).height, 17);
}

TEST(AvSource, GoesRoundAndItsTimeGoesOn) {
  const TemporaryFolder folder;
  const std::vector<std::string> jpegs{test::flat_jpeg(64, 48, 40), test::flat_jpeg(64, 48, 200)};
  const auto avi = folder.file("x.avi", test::mjpeg_avi(64, 48, 10, jpegs));
  const auto raw = folder.file("x.y4m", test::y4m(64, 48, 10, "FULL", {40, 200}));
  for (const auto& path : {avi, raw}) {
    auto request = file(path);
    request.loop = true;
    const auto source = opened(request);
    ASSERT_TRUE(source);
    for (int i = 0; i < 7; ++i) {
      const Taken frame(*source);
      ASSERT_FALSE(frame.end) << *frame.end;
      EXPECT_NEAR(test::decode(frame.jpeg).luma_at(20, 20), i % 2 == 0 ? 40 : 200, 3) << path;
      EXPECT_EQ(frame.due, milliseconds(100 * i)) << path;
    }
  }
}

TEST(AvSource, SaysWhatIsWrongWithAFile) {
  const TemporaryFolder folder;
  EXPECT_THAT(refused(file((folder.path() / "none.avi").string())), HasSubstr("No such file"));
  EXPECT_THAT(refused(file(folder.file("rubbish.avi", std::string(5000, 'z')))), HasSubstr("Invalid data"));
  EXPECT_NE(refused(file(folder.file("empty.avi", ""))), "it opened");
}

TEST(AvSource, ADamagedPictureIsNoReasonToStop) {
  const TemporaryFolder folder;
  const auto good = test::flat_jpeg(64, 48, 120);
  const auto path = folder.file("x.avi", test::mjpeg_avi(64, 48, 10, {good, "rubbish, and not even much", good}));
  const auto source = opened(file(path));
  ASSERT_TRUE(source);
  int good_ones = 0;
  for (;;) {
    const Taken frame(*source);
    if (frame.end) {
      EXPECT_EQ(*frame.end, "");
      break;
    }
    EXPECT_NEAR(test::decode(frame.jpeg).luma_at(20, 20), 120, 3);
    ++good_ones;
  }
  EXPECT_EQ(good_ones, 2);
}

TEST(AvSource, AFileCutOffInTheMiddleGivesWhatItHas) {
  const TemporaryFolder folder;
  const auto whole = test::y4m(64, 48, 10, "FULL", {40, 200, 90});
  const auto source = opened(file(folder.file("x.y4m", whole.substr(0, whole.size() - 2000))));
  ASSERT_TRUE(source);
  int frames = 0;
  while (!Taken(*source).end) ++frames;
  EXPECT_EQ(frames, 2);
}

/// A port where connections are made and nothing is ever said.
class SilentPort {
 public:
  SilentPort() : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(descriptor_, generic, size) != 0 || listen(descriptor_, 1) != 0 ||
        getsockname(descriptor_, generic, &size) != 0)
      throw std::runtime_error("no port");
    port_ = ntohs(address.sin_port);
  }
  ~SilentPort() { close(descriptor_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  int port() const { return port_; }

 private:
  int descriptor_;
  int port_ = 0;
};

TEST(AvSource, AStopEndsTheWaitForASilentStream) {
  for (const std::string scheme : {"rtsp", "http", "tcp"}) {
    const SilentPort nobody;
    AvRequest request;
    request.source = scheme + "://127.0.0.1:" + std::to_string(nobody.port()) + "/stream";
    request.name = request.source;
    request.kind = AvKind::url;
    std::string answer = "it opened";
    std::jthread opener = start_thread("opener", [&](const std::stop_token& stop) {
      const auto source = open_av_source(request, stop, built_modules);
      if (const auto* problem = std::get_if<std::string>(&source)) answer = *problem;
    });
    opener.request_stop();
    opener.join();
    EXPECT_THAT(answer, HasSubstr("cannot open")) << scheme;
  }
}

TEST(AvSource, ADeviceThatIsNoneIsRefused) {
  EXPECT_THAT(refused({.source = "/dev/null", .name = "/dev/null", .kind = AvKind::device}),
              HasSubstr("cannot open /dev/null"));
}

}  // namespace
}  // namespace framewake
