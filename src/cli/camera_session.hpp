#pragma once
// One run of `framewake camera`: a source, a client, and the slot between them.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "capture/capture_loop.hpp"
#include "cli/camera.hpp"
#include "cli/status_line.hpp"
#include "client/camera_client.hpp"
#include "client/client_report.hpp"
#include "handoff/latest_slot.hpp"

namespace framewake {

/// Threads: `fw-source` takes pictures and puts each into the slot, where it supersedes one that still waits; `fw-net` sends
/// the newest whenever the link can take one, and owns everything else. The calling thread only waits, and takes signals.
class CameraSession final : private CameraClientOwner {
 public:
  CameraSession(const CameraCommand& command, CameraClientOptions options);

  /// Once. Returns the exit status.
  int run();

 private:
  // on fw-source:
  void capture(const std::stop_token& stop);
  std::unique_ptr<FrameSource> reopen(std::string problem, const std::stop_token& stop);
  void emit(ReadyFrame frame);
  void write_truth(const ReadyFrame& frame, microseconds captured);

  // on fw-net:
  std::optional<OutgoingFrame> take_newest() override;
  void sending(const OutgoingFrame& frame) override;
  void sent(const OutgoingFrame& frame, bool complete) override;
  void connected() override;
  void disconnected(const std::string& why, Duration retry) override;
  void result(std::optional<std::uint64_t> seq, std::string_view json, const Advice& advice) override;
  void follow_up(std::string_view json) override;
  void obey(const Advice& advice);
  void rejected(std::optional<std::uint64_t> seq, const std::string& reason, const std::string& detail) override;
  void clock_exchanged(const ClockSample& sample) override;
  void ended(const std::string& why) override;
  void source_opened();
  void source_ended(const std::string& problem);
  void show_status();
  void count_superseded();
  void drain();
  void wait_at_most(Duration patience);
  void end_when_drained();
  void end();
  void finish();

  // constant after construction:
  const CameraCommand command_;
  const CameraClock clock_;

  // crosses threads, own synchronization:
  boost::asio::io_context io_;  // posting to it is how fw-source speaks to fw-net
  LatestSlot<OutgoingFrame> slot_;
  std::atomic<std::uint64_t> emitted_{0};     // frames that were put into the slot
  std::atomic<std::uint64_t> superseded_{0};  // frames that were displaced there
  std::jthread source_thread_;

  // bound to fw-source:
  SteadyPacing pacing_;
  CaptureLoop loop_;
  std::ofstream truth_;

  // bound to fw-net:
  CameraClient client_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer second_;    // until the next status line
  boost::asio::steady_timer limit_;     // --seconds
  boost::asio::steady_timer patience_;  // with the last frame and the last answer
  ClientReport report_;
  StatusLine lines_;
  Advice advice_;                      // the newest
  std::uint64_t taken_ = 0;            // frames taken out of the slot
  std::uint64_t superseded_told_ = 0;  // of superseded_, what the report knows
  bool started_ = false;               // the client
  bool connected_ = false;
  bool ever_connected_ = false;
  bool signalled_ = false;
  bool sending_ = false;   // a frame is on its way into the kernel
  bool draining_ = false;  // no new frames; what is under way is waited for, shortly
  bool waiting_for_answer_ = false;
  bool ending_ = false;
  int exit_ = 0;
};

}  // namespace framewake
