#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/time.hpp"
#include "bench/motion_cost/contenders.hpp"
#include "bench/motion_cost/mjpeg_server.hpp"
#include "bench/support/child.hpp"
#include "bench/support/usage.hpp"
#include "support/temporary_folder.hpp"

namespace framewake::bench {
namespace {

/// The program's path; "" when it is not installed.
std::string installed_motion() {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (std::string file = folder + "/motion"; access(file.c_str(), X_OK) == 0) return file;
  return "";
}

/// A folder for its configuration, which has nothing in it but what lets it look at our stream and write nothing.
class Home {
 public:
  explicit Home(std::uint16_t port) {
    std::ofstream(config())
        << "daemon off\nlog_level 4\nwidth 1280\nheight 720\nframerate " << camera_rate
        << "\nnetcam_url http://127.0.0.1:" << port << "/\ntarget_dir " << folder_.path().string()
        << "\nmovie_output off\npicture_output off\nwebcontrol_port 0\nstream_port 0\ntext_left\ntext_right\n";
  }
  std::string config() const { return (folder_.path() / "motion.conf").string(); }

 private:
  test::TemporaryFolder folder_;
};

class Motion final : public Contender {
 public:
  Motion(const std::string& program, const Footage& footage)
      : server_(footage, camera_rate), home_(server_.port()), child_({program, "-n", "-c", home_.config()}) {
    wait_for_frames(camera_rate);  // it connects once to look, and again to stay
    std::this_thread::sleep_for(milliseconds(2000));
    kill(child_.pid(), SIGSTOP);
  }
  ~Motion() override { kill(child_.pid(), SIGCONT); }

  double run(const Piece& piece) override {
    const double before = process_cpu_seconds(child_.pid());
    const std::uint64_t sent_before = server_.sent();
    kill(child_.pid(), SIGCONT);
    server_.pause(false);
    wait_for_frames(piece.count);
    server_.pause(true);
    std::this_thread::sleep_for(milliseconds(50));  // the frame under way
    kill(child_.pid(), SIGSTOP);
    const double used = process_cpu_seconds(child_.pid()) - before;
    return used * static_cast<double>(piece.count) / static_cast<double>(server_.sent() - sent_before);
  }

 private:
  /// Until the server has sent `count` more.
  void wait_for_frames(std::size_t count) {
    const std::uint64_t target = server_.sent() + count;
    const TimePoint deadline = Clock::now() + std::chrono::seconds(20) + count * std::chrono::seconds(2) / camera_rate;
    while (server_.sent() < target) {
      if (Clock::now() > deadline) throw Broken("motion: the program motion does not fetch the stream");
      std::this_thread::sleep_for(milliseconds(1));
    }
  }

  MjpegServer server_;
  const Home home_;
  Child child_;
};

}  // namespace

std::unique_ptr<Contender> make_motion(const Footage& footage) {
  const std::string program = installed_motion();
  return program.empty() ? nullptr : std::make_unique<Motion>(program, footage);
}

}  // namespace framewake::bench
