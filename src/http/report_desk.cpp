#include "http/report_desk.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "base/thread.hpp"
#include "http/among_open.hpp"

namespace framewake {

namespace asio = boost::asio;

/// Net thread only.
struct ReportDesk::Ask {
  explicit Ask(asio::io_context& io) : patience(io) {}
  asio::steady_timer patience;  ///< cancelled when the text is there
  Text text;
};

/// Net thread only, but for `run`, which is called on the desk's thread.
struct ReportDesk::Job {
  Job(asio::io_context& io, std::function<bool()> what) : patience(io), run(std::move(what)) {}
  asio::steady_timer patience;  ///< cancelled when it is done
  const std::function<bool()> run;
  std::optional<bool> answer;
};

ReportDesk::ReportDesk(asio::io_context& io, OperatorSource& source)
    : io_(io),
      source_(source),
      thread_(start_thread("fw-report", [this](const std::stop_token& stop) { run(stop); })) {}

asio::awaitable<ReportDesk::Text> ReportDesk::ask(Report report, Duration limit) {
  if (closed_) co_return nullptr;
  const auto ask = std::make_shared<Ask>(io_);
  ask->patience.expires_after(limit);
  const AmongOpen listed(open_, *ask);
  {
    const std::lock_guard lock(mutex_);
    waiting_[static_cast<std::size_t>(report)].push_back(ask);
  }
  asked_.notify_one();

  // The answer is posted to this thread, so it cannot come before the wait has begun.
  boost::system::error_code cancelled;
  co_await ask->patience.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  if (!ask->text) forget(report, ask);
  co_return ask->text;
}

bool ReportDesk::busy() {
  const std::lock_guard lock(mutex_);
  return jobs_.size() >= most_jobs;
}

asio::awaitable<std::optional<bool>> ReportDesk::work(const std::function<bool()>& what, Duration limit) {
  if (closed_ || busy()) co_return std::nullopt;
  const auto job = std::make_shared<Job>(io_, what);
  job->patience.expires_after(limit);
  const AmongOpen listed(open_jobs_, *job);
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(job);
  }
  asked_.notify_one();
  boost::system::error_code cancelled;
  co_await job->patience.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  const std::lock_guard lock(mutex_);
  std::erase(jobs_, job);  // it need not be begun any more
  co_return job->answer;
}

asio::awaitable<ReportDesk::Text> ReportDesk::ask_why(CameraId camera, std::size_t decisions, Duration limit) {
  // Shared: the job may be done when its asker has lost patience.
  const auto text = std::make_shared<std::string>();
  const std::function<bool()> job = [this, camera = std::move(camera), decisions, text] {
    *text = source_.why_json(camera, decisions);
    return true;
  };
  const auto done = co_await work(job, limit);
  if (!done || !*done) co_return nullptr;
  co_return text;
}

/// Runs the first job, with the lock open meanwhile. False when there is none.
bool ReportDesk::run_job(std::unique_lock<std::mutex>& lock) {
  if (jobs_.empty()) return false;
  auto job = std::move(jobs_.front());
  jobs_.pop_front();
  lock.unlock();
  bool answer = false;
  try {
    answer = job->run();
  } catch (const std::exception& error) {
    spdlog::error("the operators' listener: {}", printable(error.what()));
  }
  // Given away whole: its timer is the net thread's, and must end there.
  asio::post(io_, [job = std::move(job), answer] {
    job->answer = answer;
    job->patience.cancel();
  });
  lock.lock();
  return true;
}

void ReportDesk::forget(Report report, const std::shared_ptr<Ask>& ask) {
  const std::lock_guard lock(mutex_);
  std::erase(waiting_[static_cast<std::size_t>(report)], ask);
}

void ReportDesk::close() {
  closed_ = true;
  for (Ask* ask : open_) ask->patience.cancel();
  for (Job* job : open_jobs_) job->patience.cancel();
}

void ReportDesk::join() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

/// The kind that was asked for and may be made first.
std::optional<std::size_t> ReportDesk::next_kind(const std::array<TimePoint, kinds>& not_before) const {
  std::optional<std::size_t> next;
  for (std::size_t kind = 0; kind < kinds; ++kind)
    if (!waiting_[kind].empty() && (!next || not_before[kind] < not_before[*next])) next = kind;
  return next;
}

void ReportDesk::run(const std::stop_token& stop) {
  constexpr milliseconds pace{20};
  std::array<TimePoint, kinds> not_before{};
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!asked_.wait(lock, stop, [&] { return !jobs_.empty() || next_kind(not_before).has_value(); })) return;
    run_job(lock);
    const auto next = next_kind(not_before);
    if (stop.stop_requested()) return;
    if (!next) continue;
    const std::size_t kind = *next;
    // Woken early by a question of another kind, by a job or by the stop: look again.
    if (Clock::now() < not_before[kind]) {
      asked_.wait_until(lock, stop, not_before[kind], [&] { return !jobs_.empty() || next_kind(not_before) != kind; });
      if (stop.stop_requested()) return;
      continue;
    }
    Asks asks = std::exchange(waiting_[kind], {});
    lock.unlock();

    not_before[kind] = Clock::now() + pace;
    asio::post(io_, [asks = std::move(asks), text = make(static_cast<Report>(kind))] {
      for (const auto& ask : asks) {
        ask->text = text;
        ask->patience.cancel();
      }
    });
  }
}

ReportDesk::Text ReportDesk::make(Report report) const {
  try {
    switch (report) {
      case Report::status: return std::make_shared<const std::string>(source_.status_json());
      case Report::metrics: return std::make_shared<const std::string>(source_.metrics_text());
      case Report::health: return std::make_shared<const std::string>(source_.health_problem());
    }
  } catch (const std::exception& error) {
    spdlog::error("a report could not be made: {}", printable(error.what()));
  }
  return nullptr;
}

}  // namespace framewake
