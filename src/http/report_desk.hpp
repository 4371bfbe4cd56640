#pragma once
// Where reports are put together: on a thread of its own, so that neither a large report nor a lock that somebody holds
// can hold up the net thread.

#include <utility>  // before awaitable.hpp: Boost 1.74 uses std::exchange there without including it

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/time.hpp"
#include "http/operator_server.hpp"

namespace framewake {

enum class Report : std::uint8_t { status, metrics, health };

/// Everybody who asks for a report before it is begun gets that one; who asks while it is being made gets the next, so
/// that a report never tells of a moment before it was asked for. However many ask, each report is made at most 50
/// times a second. Bound to the net thread, where not said otherwise.
class ReportDesk {
 public:
  /// Shared by the connections that asked for it at the same time.
  using Text = std::shared_ptr<const std::string>;

  /// Starts the thread `fw-report`. Both must outlive this.
  ReportDesk(boost::asio::io_context& io, OperatorSource& source);

  /// The report, or null when it was not to be had within `limit` or the desk closes.
  boost::asio::awaitable<Text> ask(Report report, Duration limit);

  /// The camera's newest decisions, made between reports; "" when there is no such camera, null as above or when most_jobs
  /// wait already.
  boost::asio::awaitable<Text> ask_why(CameraId camera, std::size_t decisions, Duration limit);

  /// Runs `job`, which takes its time, on the same thread, between reports; nothing when `limit` passes first, when the desk
  /// closes, or when most_jobs wait already. A job that throws has answered false. `job` must live until this returns: a
  /// named one, for GCC 12 destroys a temporary in a co_await twice.
  boost::asio::awaitable<std::optional<bool>> work(const std::function<bool()>& job, Duration limit);
  bool busy();
  static constexpr std::size_t most_jobs = 8;

  /// Whoever waits gets nothing, at once.
  void close();
  /// Any thread: waits for a call of the source that is under way; there is none after it.
  void join();

 private:
  struct Ask;
  using Asks = std::vector<std::shared_ptr<Ask>>;  // shared: a report may come when its asker has lost patience
  static constexpr std::size_t kinds = 3;

  void run(const std::stop_token& stop);
  std::optional<std::size_t> next_kind(const std::array<TimePoint, kinds>& not_before) const;
  Text make(Report report) const;
  void forget(Report report, const std::shared_ptr<Ask>& ask);
  struct Job;
  bool run_job(std::unique_lock<std::mutex>& lock);

  // constant after construction:
  boost::asio::io_context& io_;
  OperatorSource& source_;
  // net thread only:
  std::set<Ask*> open_;
  std::set<Job*> open_jobs_;
  bool closed_ = false;

  std::mutex mutex_;
  std::condition_variable_any asked_;
  // guarded by mutex_:
  std::array<Asks, kinds> waiting_;
  std::deque<std::shared_ptr<Job>> jobs_;  // shared: one may be done when its asker has lost patience

  std::jthread thread_;  // last: starts when all else is there
};

}  // namespace framewake
