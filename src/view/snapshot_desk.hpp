#pragma once
// Where pictures for people outside are made: on a thread of its own, of the next frame that is processed, and only when
// somebody has asked.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/time.hpp"
#include "frame/snapshot.hpp"
#include "output/result_sink.hpp"
#include "view/snapshot_maker.hpp"

namespace framewake {

/// Thread-safe. A sink that costs a processor thread one atomic read while nobody asks, and a copy of the compressed bytes
/// when somebody asks for that camera; of each camera the newest frame waits, no more.
class SnapshotDesk final : public SnapshotPort, public ResultSink {
 public:
  /// What the desk must know of the daemon around it.
  struct Around {
    /// The camera's state in a word or two; nothing when there is no such camera. Called on the desk's thread.
    std::function<std::optional<std::string>(const CameraId&)> describe;
    /// Which configuration is in effect (Result::generation). Thread-safe.
    std::function<std::uint64_t()> generation = [] { return std::uint64_t{0}; };
    /// Somebody waits for a picture of this camera: its frames need not wait for anything. Called on any thread, never
    /// with a lock; must not wait.
    std::function<void(const CameraId&)> hurry = [](const CameraId&) {};
  };

  struct Limits {
    Duration patience = std::chrono::seconds(5);  ///< how long to wait for a frame, by the monotonic clock
    std::size_t most_waiting = 32;                ///< who asks when so many wait is told at once
  };

  /// Starts the thread `fw-view`. `time`: by which frames arrive; must outlive this.
  SnapshotDesk(Around around, const TimeSource& time);
  SnapshotDesk(Around around, const TimeSource& time, Limits limits);
  /// Asks the thread to stop and waits for the picture in its hands.
  ~SnapshotDesk() override;

  void take(SnapshotRequest request, Done done) override;

  void processed(const EncodedFrame& frame, const Result& result) override;
  void rejected(const EncodedFrame&, const Rejection&) override {}
  void expired(const EncodedFrame&) override {}

  /// Whoever waits, or asks from now on, is told that there will be no picture.
  void request_stop() noexcept;
  /// Waits until the thread has ended or `deadline` has passed; true when it has ended.
  bool join_until(TimePoint deadline);

 private:
  struct Ask {
    SnapshotRequest request;
    Done done;
    TimePoint deadline;        ///< by the monotonic clock
    TimePoint asked;           ///< by the clock of the frames
    std::uint64_t generation;  ///< of the configuration in effect then
    std::uint64_t number;      ///< of all asks, from 1
    bool is_new = true;        ///< nobody has looked yet whether there is such a camera
    /// A frame came, but nothing of it may be shown, because …
    enum class Hidden : std::uint8_t { no, not_looked_at, misfit } hidden = Hidden::no;
  };
  struct Waiting {
    EncodedFrame frame;
    std::optional<PrivacyResult> privacy;
    std::uint64_t generation = 0;
    std::uint64_t asked = 0;  ///< how many had asked when it was processed: to who asks later it is of the past
  };
  struct Noted {
    bool is_wanted = false;  ///< it may be the picture for one who waits
    bool hurry = false;      ///< somebody would rather have the next one
    std::uint64_t asked = 0;
  };
  using Asks = std::vector<Ask>;

  void run(const std::stop_token& stop);
  bool wait_for_work(const std::stop_token& stop);
  bool has_work(TimePoint now) const;
  bool is_answer(const Waiting& waiting, const Ask& ask, TimePoint now) const;
  Noted note(const EncodedFrame& frame, const Result& result);
  bool is_older(const EncodedFrame& frame) const;
  bool is_wanted(const Waiting& waiting) const;
  static bool may_answer(const Waiting& waiting, const Ask& ask);
  Asks take_if(const std::function<bool(const Ask&)>& which);
  void look_at_the_new();
  void show_one(TimePoint now);
  void give_up(TimePoint now);
  void answer(Asks& asks, Snapshot::Outcome outcome, const std::function<std::string(const Ask&)>& problem);
  Snapshot picture_of(const Waiting& waiting, int width);

  // constant after construction:
  const Around around_;
  const TimeSource& time_;
  const Limits limits_;
  // the desk's thread only:
  SnapshotMaker maker_;
  // own synchronization:
  std::atomic<std::size_t> wanted_{0};  ///< asks_.size(), for processed() to read without the lock

  std::mutex mutex_;
  std::condition_variable_any changed_;
  // guarded by mutex_:
  std::deque<Ask> asks_;
  std::uint64_t asked_ = 0;  ///< how many have ever been taken in
  /// That are wanted. Shared with the desk's thread while it makes a picture of one: who asked after that frame came, and
  /// before it was processed, may have to be content with it yet.
  std::map<CameraId, std::shared_ptr<const Waiting>> frames_;
  std::map<CameraId, std::uint64_t> given_;  ///< number of the newest frame of which there was a picture
  bool stopping_ = false;
  bool ended_ = false;

  std::jthread thread_;  // last: starts when all else is there
};

}  // namespace framewake
