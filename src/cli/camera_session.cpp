#include "cli/camera_session.hpp"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <csignal>

#include "base/thread.hpp"

namespace framewake {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto patience_with_the_last_frame = std::chrono::seconds(3);
constexpr auto patience_with_the_last_answer = std::chrono::seconds(2);

}  // namespace

CameraSession::CameraSession(const CameraCommand& command, CameraClientOptions options)
    : command_(command),
      clock_(CameraClock::started_now()),
      loop_(pacing_, command.source.fps, command.source.quality.value_or(CaptureLoop::default_quality)),
      client_(io_, std::move(options), *this, clock_, Backoff(system_random())),
      signals_(io_, SIGINT, SIGTERM),
      second_(io_),
      limit_(io_),
      patience_(io_),
      report_(steady_time()),
      lines_(STDERR_FILENO) {}

int CameraSession::run() {
  if (!command_.truth_file.empty()) {
    truth_.open(command_.truth_file);
    if (!truth_) {
      lines_.say("framewake camera: cannot write to " + command_.truth_file);
      return 1;
    }
  }
  signals_.async_wait([this](error_code cancelled, int) {
    if (cancelled) return;
    signals_.clear();  // a second one ends the process at once
    signalled_ = true;
    end();
  });
  source_thread_ = start_thread("fw-source", [this](const std::stop_token& stop) { capture(stop); });
  start_thread("fw-net", [this](const std::stop_token&) { io_.run(); }).join();
  source_thread_.request_stop();
  source_thread_.join();
  count_superseded();
  if (started_) lines_.say(report_.summary());
  return exit_ == 0 && started_ && !ever_connected_ && !signalled_ ? 1 : exit_;
}

// ---- fw-source

void CameraSession::capture(const std::stop_token& stop) {
  const auto over = [this](const std::string& problem) { asio::post(io_, [this, problem] { source_ended(problem); }); };
  auto opened = open_source(command_.source, stop);
  if (const auto* problem = std::get_if<std::string>(&opened)) return over(*problem);
  auto source = std::move(std::get<std::unique_ptr<FrameSource>>(opened));
  asio::post(io_, [this] { source_opened(); });
  while (source) {
    const std::string problem = loop_.run(
        *source, [this](ReadyFrame frame) { emit(std::move(frame)); }, stop);
    if (!command_.source.loop || !source->live() || stop.stop_requested()) return over(problem);
    source = reopen(problem, stop);
  }
  over("");
}

/// Tries until it is open again; null when told to stop.
std::unique_ptr<FrameSource> CameraSession::reopen(std::string problem, const std::stop_token& stop) {
  Backoff backoff(system_random(), milliseconds(500));
  for (;;) {
    const auto wait = backoff.next();
    const std::string line = fmt::format("{}; opening it again in {:.1f} s", problem, to_seconds(wait));
    asio::post(io_, [this, line] { lines_.say(line); });
    if (!pacing_.wait_until(pacing_.now() + wait, stop)) return nullptr;
    auto opened = open_source(command_.source, stop);
    if (auto* source = std::get_if<std::unique_ptr<FrameSource>>(&opened)) return std::move(*source);
    problem = std::get<std::string>(opened);
  }
}

void CameraSession::emit(ReadyFrame frame) {
  const auto captured = clock_.at(frame.captured);
  if (truth_.is_open() && frame.truth) write_truth(frame, captured);
  emitted_.fetch_add(1);
  const auto displaced = slot_.put({frame.seq, captured, std::move(frame.image)});
  if (displaced)
    superseded_.fetch_add(1);  // fw-net has been told of that one, and will find this one in its place
  else
    asio::post(io_, [this] { client_.frame_waiting(); });
}

void CameraSession::write_truth(const ReadyFrame& frame, microseconds captured) {
  truth_ << R"({"seq":)" << frame.seq << R"(,"capture":)" << captured.count() << R"(,"box":)";
  if (const auto& box = frame.truth->box)
    truth_ << fmt::format("[{},{},{},{}]", (*box)[0], (*box)[1], (*box)[2], (*box)[3]);
  else
    truth_ << "null";
  truth_ << "}" << std::endl;  // whoever follows the file sees it now
}

// ---- fw-net

void CameraSession::source_opened() {
  if (ending_) return;
  started_ = true;
  report_.begin();
  client_.start();
  show_status();
  if (!command_.seconds) return;
  limit_.expires_after(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*command_.seconds)));
  limit_.async_wait([this](error_code cancelled) {
    if (cancelled) return;
    if (!connected_) return end();  // nobody there to wait for
    drain();
  });
}

void CameraSession::source_ended(const std::string& problem) {
  if (ending_ || draining_) return;
  if (problem.empty()) return drain();
  lines_.say("framewake camera: " + problem);
  exit_ = 1;
  end();
}

std::optional<OutgoingFrame> CameraSession::take_newest() {
  if (command_.frames && report_.sent_count() >= *command_.frames) return std::nullopt;
  auto frame = slot_.take();
  if (frame) ++taken_;
  return frame;
}

void CameraSession::sending(const OutgoingFrame& frame) {
  sending_ = true;
  report_.sending(frame.seq);
}

void CameraSession::sent(const OutgoingFrame& frame, bool complete) {
  sending_ = false;
  if (complete)
    report_.sent(frame.image.size());
  else
    report_.superseded(1);  // by whatever comes after the reconnection
  if (command_.frames && report_.sent_count() >= *command_.frames) drain();
  end_when_drained();
}

void CameraSession::connected() {
  connected_ = true;
  ever_connected_ = true;
  lines_.say("connected to " + without_secrets(command_.url));
}

void CameraSession::disconnected(const std::string& why, Duration retry) {
  connected_ = false;
  lines_.say(fmt::format("{}; trying again in {:.1f} s", why, to_seconds(retry)));
  end_when_drained();
}

void CameraSession::result(std::optional<std::uint64_t> seq, std::string_view json, const Advice& advice) {
  report_.result(seq);
  if (command_.follow) obey(advice);
  if (command_.reply && !write_all(STDOUT_FILENO, std::string(json) + "\n")) return end();  // nobody reads any more
  end_when_drained();
}

void CameraSession::follow_up(std::string_view json) {
  if (command_.reply && !write_all(STDOUT_FILENO, std::string(json) + "\n")) end();
}

void CameraSession::obey(const Advice& advice) {
  if (advice == advice_) return;
  advice_ = advice;
  std::optional<PictureSize> size;
  if (advice.size) size = PictureSize{(*advice.size)[0], (*advice.size)[1]};
  loop_.limit(advice.fps, size);
}

void CameraSession::rejected(std::optional<std::uint64_t> seq, const std::string& reason, const std::string& detail) {
  report_.rejected(seq, reason, detail);
  end_when_drained();
}

void CameraSession::clock_exchanged(const ClockSample& sample) {
  report_.clock_round_trip(sample.round_trip());
}

void CameraSession::show_status() {
  second_.expires_after(std::chrono::seconds(1));
  second_.async_wait([this](error_code cancelled) {
    if (cancelled) return;
    count_superseded();
    lines_.update((connected_ ? "" : "not connected: ") + report_.status_line());
    show_status();
  });
}

void CameraSession::count_superseded() {
  const auto total = superseded_.load();
  report_.superseded(total - std::exchange(superseded_told_, total));
}

// ---- the end, on fw-net

/// Takes no new pictures; waits shortly for the last frame to leave and for its answer.
void CameraSession::drain() {
  if (draining_ || ending_) return;
  draining_ = true;
  source_thread_.request_stop();
  limit_.cancel();
  wait_at_most(patience_with_the_last_frame);
  // Not at once: we may be inside a call from the client. And what fw-source has posted comes first.
  asio::post(io_, [this] { end_when_drained(); });
}

void CameraSession::wait_at_most(Duration patience) {
  patience_.expires_after(patience);
  patience_.async_wait([this](error_code cancelled) {
    if (!cancelled) end();
  });
}

void CameraSession::end_when_drained() {
  if (!draining_ || ending_ || sending_) return;
  const bool all_sent = command_.frames && report_.sent_count() >= *command_.frames;
  if (!all_sent && emitted_.load() > taken_ + superseded_.load()) return;  // one waits in the slot
  if (!command_.reply || report_.newest_answered() || !connected_) return end();
  if (!waiting_for_answer_) wait_at_most(patience_with_the_last_answer);
  waiting_for_answer_ = true;
}

void CameraSession::end() {
  if (ending_) return;
  ending_ = true;
  source_thread_.request_stop();
  if (!started_) return finish();
  client_.stop();  // ended() follows
}

void CameraSession::ended(const std::string& why) {
  connected_ = false;
  if (!why.empty()) {
    lines_.say("framewake camera: " + why);
    exit_ = 1;
  }
  ending_ = true;
  source_thread_.request_stop();
  finish();
}

/// Nothing is waited for any more: the io_context runs dry.
void CameraSession::finish() {
  signals_.cancel();
  second_.cancel();
  limit_.cancel();
  patience_.cancel();
}

}  // namespace framewake
