#include "cli/watch.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "cli/live_table.hpp"
#include "cli/number.hpp"
#include "cli/status_line.hpp"
#include "cli/tls_arguments.hpp"
#include "cli/token_file.hpp"
#include "cli/watch_pictures.hpp"
#include "client/http_get.hpp"
#include "frame/camera_id.hpp"

namespace framewake {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

Duration seconds(double count) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(count));
}

/// All on the calling thread.
class Watch {
 public:
  Watch(WatchCommand command, Url url, std::string token, std::shared_ptr<const TlsClientContext> tls)
      : command_(std::move(command)),
        url_(std::move(url)),
        token_(std::move(token)),
        tls_(std::move(tls)),
        terminal_(isatty(STDOUT_FILENO) == 1),
        signals_(io_, SIGINT, SIGTERM),
        tick_(io_),
        limit_(io_) {
    url_.target = (url_.target.ends_with('/') ? url_.target : url_.target + "/") + "api/v1/status";
  }

  int run() {
    signals_.async_wait([this](error_code cancelled, int) {
      if (!cancelled) io_.stop();
    });
    if (command_.seconds) {
      limit_.expires_after(seconds(*command_.seconds));
      limit_.async_wait([this](error_code) { io_.stop(); });
    }
    next_ = Clock::now();
    ask();
    io_.run();
    if (last_) write_all(json() ? STDERR_FILENO : STDOUT_FILENO, live_summary(*last_) + "\n");
    return last_ ? 0 : 1;
  }

 private:
  bool json() const { return command_.format == "json"; }

  void ask() {
    constexpr auto limit = std::chrono::seconds(2);
    const auto heard = [this](const HttpResponse& answer) {
      hear(answer);
      next_ = std::max(next_ + seconds(command_.interval.value_or(1)), Clock::now());
      tick_.expires_at(next_);
      tick_.async_wait([this](error_code cancelled) {
        if (!cancelled) ask();
      });
    };
    http_get(io_, url_, limit, heard, token_, tls_);
  }

  void hear(const HttpResponse& answer) {
    std::optional<DaemonView> status;
    if (answer.status == 200) status = read_daemon_status(answer.body);
    if (status) {
      last_ = std::move(status);
      problem_.clear();
    } else {
      if (problem_.empty()) problem_since_ = Clock::now();
      problem_ = answer.status == 0     ? answer.problem
                 : answer.status == 401 ? "the daemon asks for a token of the scope \"read\" (--token-file)"
                 : answer.status == 200 ? "something else answers there, not framewake"
                                        : "the answer is " + std::to_string(answer.status) + " instead of a status";
    }
    const bool shown = json() ? print_json(answer.body) : draw();
    if (!shown) io_.stop();  // nobody reads any more
  }

  bool print_json(const std::string& body) {
    if (!problem_.empty()) return write_all(STDERR_FILENO, "framewake watch: " + problem_ + "\n");
    return write_all(STDOUT_FILENO, nlohmann::json::parse(body).dump() + "\n");
  }

  bool draw() {
    const LiveView view{without_secrets(command_.url), last_ ? &*last_ : nullptr, problem_,
                        to_seconds(Clock::now() - problem_since_)};
    std::string out;
    if (!terminal_) {
      for (const auto& line : live_lines(view)) out += line + "\n";
      return write_all(STDOUT_FILENO, out);
    }
    auto lines = live_table(view);
    const auto [width, height] = terminal_size(STDOUT_FILENO);
    if (const auto room = static_cast<std::size_t>(std::max(height - 2, 3)); lines.size() > room) {
      const auto hidden = lines.size() - room + 1;  // what has scrolled away cannot be redrawn
      lines.resize(room - 1);
      lines.push_back("and " + std::to_string(hidden) + " more cameras: this terminal has too few lines");
    }
    if (drawn_ > 0) out += "\x1b[" + std::to_string(drawn_) + "A";  // up, over the last table
    for (const auto& line : lines) out += "\r" + cut_to(line, width - 1) + "\x1b[K\n";
    out += "\x1b[J";  // and nothing of a longer one below
    drawn_ = lines.size();
    return write_all(STDOUT_FILENO, out);
  }

  // constant after construction:
  const WatchCommand command_;
  Url url_;
  const std::string token_;
  const std::shared_ptr<const TlsClientContext> tls_;  // shared with the requests under way
  const bool terminal_;

  asio::io_context io_;
  asio::signal_set signals_;
  asio::steady_timer tick_;
  asio::steady_timer limit_;
  std::optional<DaemonView> last_;
  std::string problem_;
  TimePoint problem_since_{};
  TimePoint next_{};
  std::size_t drawn_ = 0;  // lines of the table on the terminal
};

}  // namespace

void add_watch(CLI::App& app, std::function<int()>& chosen) {
  const auto command = std::make_shared<WatchCommand>();
  CLI::App* watch = app.add_subcommand("watch", "Show what a daemon is doing, live");
  watch->add_option("URL", command->url, "The daemon's operators' address")->capture_default_str();
  watch
      ->add_option("--format", command->format,
                   "table; json: each status document as one line; or mjpeg: a camera's pictures one after the other, "
                   "for a program that shows them (… | ffplay -f mjpeg -)")
      ->type_name("{table,json,mjpeg}")
      ->capture_default_str()
      ->check([](const std::string& format) -> std::string {
        if (format == "table" || format == "json" || format == "mjpeg") return "";
        return "'" + format + "' is no format of this version; allowed are table, json and mjpeg";
      });
  watch->add_option("--camera", command->camera, "Whose pictures, with --format mjpeg; without it, the only camera's")
      ->check([](const std::string& name) -> std::string {
        return CameraId::parse(name) ? ""
                                     : "'" + name + "' is no camera's name, allowed: " + std::string(CameraId::rule);
      });
  watch
      ->add_option("--interval", command->interval, "Seconds between two looks (1; with mjpeg as soon as there is one)")
      ->check(CLI::Range(0.1, 3600.0))
      ->check(is_a_number);
  watch->add_option("--token-file", command->token_file, "File with the token that the daemon asks for");
  add_tls_options(*watch, command->tls);
  watch->add_option("--seconds", command->seconds, "End after so many seconds")->check(CLI::Range(0.001, 31e6));
  watch->callback([command, &chosen] { chosen = [command] { return run_watch(*command); }; });
}

int run_watch(const WatchCommand& command) {
  const auto reading = read_http_url(command.url);
  if (!reading.url) {
    std::cerr << "framewake watch: " << reading.problem << '\n';
    return 1;
  }
  std::string token;
  if (!command.token_file.empty()) {
    const auto problem = read_token(command.token_file, token);
    if (!problem.empty()) {
      std::cerr << "framewake watch: " << problem << '\n';
      return 1;
    }
  }
  std::shared_ptr<const TlsClientContext> tls;
  if (const auto problem = read_tls(command.tls, *reading.url, tls); !problem.empty()) {
    std::cerr << "framewake watch: " << problem << '\n';
    return 1;
  }
  if (command.format == "mjpeg") return watch_pictures(command, *reading.url, std::move(token), std::move(tls));
  return Watch(command, *reading.url, std::move(token), std::move(tls)).run();
}

}  // namespace framewake
