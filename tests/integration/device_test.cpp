// `framewake camera` with a camera device: a USB camera's driver is played by a preloaded library (support/pretend_device).
#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <future>
#include <optional>

#include "integration/running_daemon.hpp"
#include "support/child_process.hpp"
#include "support/temporary_folder.hpp"

namespace framewake::test {
namespace {

using testing::HasSubstr;

/// The pretended camera's shutter: the other end of the terminal that is its device file.
class Shutter {
 public:
  Shutter() : terminal_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    std::array<char, 64> name{};
    if (grantpt(terminal_) != 0 || unlockpt(terminal_) != 0 || ptsname_r(terminal_, name.data(), name.size()) != 0)
      throw std::runtime_error("no terminal to be had");
    path_ = name.data();
    held_ = open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);  // kept, so that its settings stay
    termios raw{};
    tcgetattr(held_, &raw);
    cfmakeraw(&raw);
    tcsetattr(held_, TCSANOW, &raw);
  }
  ~Shutter() {
    close(held_);
    close(terminal_);
  }
  Shutter(const Shutter&) = delete;
  Shutter& operator=(const Shutter&) = delete;

  void press() { put('.'); }
  void unplug() { put('X'); }
  const std::string& path() const { return path_; }

 private:
  void put(char what) {
    if (write(terminal_, &what, 1) != 1) throw std::runtime_error("the terminal takes nothing");
  }
  int terminal_;
  int held_ = -1;
  std::string path_;
};

class DeviceTest : public DaemonTest {
 protected:
  /// The program with the pretended device of this format and size, whose every frame is `picture`.
  void plug_in(const std::string& format, const std::string& size, const std::string& picture,
               const std::vector<std::string>& more = {}) {
    const std::string file = folder_.file("picture", picture);
    std::vector<std::string> command{"/usr/bin/env",
                                     // The sanitizers want to come first; what is preloaded here calls on them.
                                     "ASAN_OPTIONS=verify_asan_link_order=0", "LD_PRELOAD=" PRETEND_DEVICE_LIBRARY,
                                     "PRETEND_DEVICE=" + shutter_.path(), "PRETEND_FORMAT=" + format,
                                     "PRETEND_SIZE=" + size, "PRETEND_PICTURE=" + file, FRAMEWAKE_BINARY, "camera",
                                     "ws://127.0.0.1:" + std::to_string(daemon_->ingest_port()) + "/camera/desk",
                                     "--source", shutter_.path(), "--reply"};
    command.insert(command.end(), more.begin(), more.end());
    program_.emplace(command);
  }
  json picture_taken(int frame) {
    shutter_.press();
    return json::parse(program_->wait_for_line("\"frame\":" + std::to_string(frame) + ","));
  }

  TemporaryFolder folder_;
  Shutter shutter_;
  std::optional<ChildProcess> program_;
};

TEST_F(DeviceTest, ACamerasOwnJpegsGoOnAsTheyAre) {
  start({"cameras.desk.max_age=\"10 s\""});
  const std::string picture = make_jpeg(320, 240, {.comment = "the camera's own"});
  plug_in("MJPG", "320x240", picture);
  EXPECT_EQ(picture_taken(1)["size"], json({320, 240}));
  auto snapshot = std::async(std::launch::async, [&] {
    return http_request(daemon_->http_port(), "GET", "/api/v1/cameras/desk/snapshot.jpg");
  });
  // It is of the next frame after the question.
  for (int frame = 2; snapshot.wait_for(milliseconds(0)) != std::future_status::ready; ++frame) picture_taken(frame);
  EXPECT_TRUE(snapshot.get().body == picture);
  program_->send_signal(SIGINT);
  EXPECT_EQ(program_->wait_for_exit(), 0) << program_->output();
}

TEST_F(DeviceTest, PicturesOfACameraWithoutJpegAreMadeIntoJpegs) {
  start();
  plug_in("YUYV", "160x120", std::string(std::size_t{160} * 120 * 2, '\x80'));
  for (int frame = 1; frame <= 3; ++frame) EXPECT_EQ(picture_taken(frame)["size"], json({160, 120}));
  // The driver stamps each picture with the time when it was taken.
  EXPECT_GE(picture_taken(4)["times_us"]["capture"], 0);
}

TEST_F(DeviceTest, ACameraThatIsUnpluggedEndsTheProgramWithWhatHappened) {
  start();
  plug_in("MJPG", "320x240", make_jpeg(320, 240));
  picture_taken(1);
  shutter_.unplug();
  EXPECT_NE(program_->wait_for_exit(), 0);
  EXPECT_THAT(program_->output(), HasSubstr(shutter_.path() + ": No such device"));
}

TEST_F(DeviceTest, ASilentCameraCanBeStopped) {
  start();
  plug_in("MJPG", "320x240", make_jpeg(320, 240));
  picture_taken(1);
  program_->send_signal(SIGTERM);
  EXPECT_EQ(program_->wait_for_exit(), 0) << program_->output();
}

}  // namespace
}  // namespace framewake::test
