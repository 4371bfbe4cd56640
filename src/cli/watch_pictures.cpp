#include "cli/watch_pictures.hpp"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

#include "base/log.hpp"
#include "base/time.hpp"
#include "cli/live_table.hpp"
#include "cli/status_line.hpp"
#include "client/http_get.hpp"
#include "frame/camera_id.hpp"

namespace framewake {

namespace {

using boost::system::error_code;

constexpr auto answer_limit = std::chrono::seconds(30);
constexpr auto after_a_problem = std::chrono::seconds(1);

Duration of_seconds(double count) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(count));
}

/// All on the calling thread.
class PictureWatch {
 public:
  PictureWatch(const WatchCommand& command, Url url, std::string token, std::shared_ptr<const TlsClientContext> tls)
      : command_(command),
        base_(std::move(url)),
        token_(std::move(token)),
        tls_(std::move(tls)),
        signals_(io_, SIGINT, SIGTERM),
        pause_(io_),
        limit_(io_) {
    if (!base_.target.ends_with('/')) base_.target += '/';
  }

  int run() {
    signals_.async_wait([this](error_code cancelled, int) {
      if (!cancelled) io_.stop();
    });
    if (command_.seconds) {
      limit_.expires_after(of_seconds(*command_.seconds));
      limit_.async_wait([this](error_code) { io_.stop(); });
    }
    if (command_.camera.empty())
      find_camera();
    else
      ask(command_.camera);
    io_.run();
    return shown_ ? 0 : 1;
  }

 private:
  void get(const std::string& path, std::function<void(const HttpResponse&)> heard) {
    Url url = base_;
    url.target += path;
    http_get(io_, url, answer_limit, std::move(heard), token_, tls_, largest_picture);
  }

  /// Where no camera is named, the only one that there is.
  void find_camera() {
    get("api/v1/status", [this](const HttpResponse& answer) {
      const auto status = answer.status == 200 ? read_daemon_status(answer.body) : std::nullopt;
      if (!status) return end(words(answer));
      if (status->cameras.size() == 1) return ask(status->cameras.front().name);
      std::string names;
      for (const auto& camera : status->cameras) names += (names.empty() ? "" : ", ") + printable(camera.name, 63);
      end(names.empty() ? "there is no camera yet" : "which camera? --camera is one of: " + names);
    });
  }

  void ask(const std::string& camera) {
    next_ = Clock::now() + (command_.interval ? of_seconds(*command_.interval) : Duration::zero());
    get("api/v1/cameras/" + camera + "/snapshot.jpg", [this, camera](const HttpResponse& answer) {
      constexpr unsigned ok = 200, unavailable = 503;
      if (answer.status == ok) {
        shown_ = true;
        problem_.clear();
        if (!write_all(STDOUT_FILENO, answer.body)) return io_.stop();  // nobody reads any more
        return ask_at(camera, next_);
      }
      // What may pass is said once and tried again.
      if (answer.status != 0 && answer.status != unavailable) return end(words(answer));
      if (std::exchange(problem_, words(answer)) != problem_) say(problem_);
      ask_at(camera, std::max(next_, Clock::now() + after_a_problem));
    });
  }

  void ask_at(const std::string& camera, TimePoint moment) {
    pause_.expires_at(moment);
    pause_.async_wait([this, camera](error_code cancelled) {
      if (!cancelled) ask(camera);
    });
  }

  static std::string words(const HttpResponse& answer) {
    if (answer.status == 0) return answer.problem;
    return std::to_string(answer.status) + " " + printable(answer.body.substr(0, answer.body.find('\n')), 500);
  }
  void say(const std::string& what) {
    write_all(STDERR_FILENO, "framewake watch: " + without_secrets(command_.url) + ": " + what + "\n");
  }
  void end(const std::string& why) {
    say(why);
    io_.stop();
  }

  // constant after construction:
  const WatchCommand& command_;
  Url base_;
  const std::string token_;
  const std::shared_ptr<const TlsClientContext> tls_;

  boost::asio::io_context io_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer limit_;
  TimePoint next_{};
  std::string problem_;  ///< of the last answer
  bool shown_ = false;
};

}  // namespace

int watch_pictures(const WatchCommand& command, Url url, std::string token,
                   std::shared_ptr<const TlsClientContext> tls) {
  return PictureWatch(command, std::move(url), std::move(token), std::move(tls)).run();
}

}  // namespace framewake
