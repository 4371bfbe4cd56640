#pragma once
// Where frames cross from the net thread to the processor threads: one slot a camera, one event for all workers.

#include <algorithm>
#include <atomic>
#include <cassert>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "base/fate_ledger.hpp"
#include "base/time.hpp"
#include "handoff/event.hpp"
#include "handoff/latest_slot.hpp"
#include "handoff/ready_set.hpp"

namespace framewake {

/// What the hand-off must know of a camera.
struct LaneTerms {
  Duration max_age{};   ///< a frame that is older when taken is not processed
  double priority = 1;  ///< its share of the work when there is too much of it
};

/// One camera's place in the exchange: its slot, its ledger, its terms. Made by Exchange::open, lives as long as
/// the exchange. All functions are thread-safe.
template <class Frame>
class Lane {
 public:
  Lane(std::size_t index, std::string name, LaneTerms terms)
      : index_(index), name_(std::move(name)), max_age_(terms.max_age), priority_(terms.priority) {}

  std::size_t index() const noexcept { return index_; }  ///< from 0, in order of opening
  const std::string& name() const noexcept { return name_; }
  Duration max_age() const noexcept { return max_age_.load(); }
  void change(LaneTerms terms) noexcept {
    max_age_.store(terms.max_age);
    priority_.store(terms.priority);
  }
  /// Whether its frames wait for their successors, because nothing goes on (Claim::rest_until).
  bool rests(TimePoint now) const noexcept { return rests_until_.load() > now; }
  FateLedger& ledger() noexcept { return ledger_; }
  const FateLedger& ledger() const noexcept { return ledger_; }

 private:
  template <class>
  friend class Exchange;

  struct Waiting {
    Frame frame;
    TimePoint arrival;
    std::uint64_t superseded = 0;  ///< frames that this one and its predecessors in the slot have displaced
    Duration silence{};            ///< the longest time before this one and those in which none came
  };

  // constant after construction:
  const std::size_t index_;
  const std::string name_;
  // own synchronization:
  std::atomic<Duration> max_age_;
  std::atomic<double> priority_;
  std::atomic<TimePoint> rests_until_{};
  std::atomic<TimePoint> newest_{};  ///< arrival of what was published last; before the first: of nothing
  FateLedger ledger_;
  LatestSlot<Waiting> slot_;
};

/// The hand-off. Producers call open() and publish(), workers call take(); all thread-safe. Frame must be movable.
template <class Frame>
class Exchange {
 public:
  using LaneOf = Lane<Frame>;

  /// `time`: what says how long frames have waited; must outlive this.
  explicit Exchange(const TimeSource& time = steady_time()) : time_(time) {}

  /// A frame in a worker's hands, and with it its camera: no other worker gets that camera while this lives.
  class Claim {
   public:
    Claim(Claim&& other) noexcept
        : exchange_(std::exchange(other.exchange_, nullptr)),
          lane_(other.lane_),
          frame_(std::move(other.frame_)),
          arrival_(other.arrival_),
          superseded_(other.superseded_),
          silence_(other.silence_),
          settled_(other.settled_) {}
    Claim& operator=(Claim&&) = delete;
    ~Claim() {
      if (exchange_ == nullptr) return;
      assert(settled_ && "a frame left a worker's hands without a fate");
      exchange_->release(*lane_);
    }

    LaneOf& lane() const noexcept { return *lane_; }
    Frame& frame() noexcept { return frame_; }
    TimePoint arrival() const noexcept { return arrival_; }
    /// How many of the camera's frames were superseded between the claim before and this one.
    std::uint64_t superseded() const noexcept { return superseded_; }
    /// The longest time in which none of the camera's frames came, since the claim before; zero for its first frame.
    Duration silence() const noexcept { return silence_; }
    /// Older than its camera's max_age at `now`: must not be processed.
    bool expired(TimePoint now) const noexcept { return now - arrival_ > lane_->max_age(); }
    /// Nothing goes on at this camera: the frames after this one wait until then for their successors (and are superseded).
    void rest_until(TimePoint then) {
      lane_->rests_until_.store(then);
      exchange_->ready_.rest(lane_->index(), then);
    }
    /// Says what became of the frame. Exactly once, before its answer is sent.
    void settle(Fate fate) {
      assert(!settled_);
      settled_ = true;
      lane_->ledger_.settle(fate);
    }

   private:
    friend class Exchange;
    Claim(Exchange& exchange, LaneOf& lane, typename LaneOf::Waiting waiting)
        : exchange_(&exchange),
          lane_(&lane),
          frame_(std::move(waiting.frame)),
          arrival_(waiting.arrival),
          superseded_(waiting.superseded),
          silence_(waiting.silence) {}
    Exchange* exchange_;
    LaneOf* lane_;
    Frame frame_;
    TimePoint arrival_;
    std::uint64_t superseded_;
    Duration silence_;
    bool settled_ = false;
  };

  /// The lane called `name`, made with these terms when there is none; an existing one keeps its own.
  /// All the memory that its frames take is had here: publish() allocates nothing. Without it there is no such lane.
  LaneOf& open(const std::string& name, LaneTerms terms) {
    const std::lock_guard lock(mutex_);
    const auto [place, is_new] = by_name_.try_emplace(name, nullptr);
    if (!is_new) return *place->second;
    try {
      ready_.make_room(lanes_.size() + 1);
      place->second = &lanes_.emplace_back(lanes_.size(), name, terms);
    } catch (...) {
      by_name_.erase(place);
      throw;
    }
    return *place->second;
  }

  /// The lane called `name`, or null.
  LaneOf* find(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

  /// Calls `visit(lane)` for each lane, in order of opening. `visit` runs without the lock.
  void for_each(const std::function<void(LaneOf&)>& visit) {
    for (std::size_t i = 0; i < size(); ++i) visit(at(i));
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return lanes_.size();
  }

  /// Puts a frame that the lane's ledger has received into its slot and wakes a worker. Returns the frame that it
  /// superseded (already counted), so that whoever waits for that one can be told. Never waits for a worker, and throws
  /// nothing: what the ledger has received can be taken.
  /// `may_rest`: false when somebody waits for what is found in just this frame, though its camera rests.
  /// `silence`: for how long none came before it, where whoever publishes knows better than by those published here.
  std::optional<Frame> publish(LaneOf& lane, Frame frame, TimePoint arrival, bool may_rest = true,
                               std::optional<Duration> silence = {}) {
    const TimePoint before = lane.newest_.exchange(arrival);
    const Duration since = before == TimePoint{} ? Duration::zero() : std::max(arrival - before, Duration::zero());
    auto displaced = lane.slot_.put({std::move(frame), arrival, 0, silence.value_or(since)},
                                    [](auto& newcomer, const auto& old) noexcept {
                                      newcomer.superseded = old.superseded + 1;
                                      newcomer.silence = std::max(newcomer.silence, old.silence);
                                    });
    if (displaced) lane.ledger_.settle(Fate::superseded);
    if (ready_.mark(lane.index(), {arrival, lane.max_age(), lane.priority_.load(), may_rest})) event_.set();
    if (!displaced) return std::nullopt;
    return std::move(displaced->frame);
  }

  /// Whether a frame waits there that no worker has taken yet, and for which `test` is true.
  template <class Test>
  bool has_waiting(const LaneOf& lane, Test test) const {
    return lane.slot_.holds([&](const auto& item) { return test(item.frame); });
  }

  /// Waits until there may be a frame for a worker, and leaves it there; false when stop was asked for.
  bool wait(const std::stop_token& stop) {
    const auto release = ready_.next_release();
    if (!release) return event_.wait(stop);
    return event_.wait_until(stop, Clock::now() + (*release - time_.now()));
  }

  /// Waits for a frame, and takes the newest of the camera whose turn it is. Nothing when stop was asked for.
  std::optional<Claim> take(const std::stop_token& stop) {
    while (wait(stop)) {
      event_.clear();  // before taking: a set() from here on is for a frame that we may not see
      const auto next = ready_.take(time_.now());
      if (!next) continue;
      // The flag that we cleared stood for them too; and while we have a frame in hands, another must watch for the end of
      // the next rest.
      if (next->more_wait || next->others_rest) event_.set();
      LaneOf& lane = at(next->camera);
      // Between a mark and here the slot may have been emptied by a take that saw the newer frame; then there is nothing to do.
      auto waiting = lane.slot_.take();
      if (waiting) return Claim(*this, lane, std::move(*waiting));
      release(lane);
    }
    return std::nullopt;
  }

  /// Somebody waits for what is seen at this camera: what rests there is taken now, and what comes next as soon as it comes,
  /// until it rests again.
  void end_rest(LaneOf& lane) {
    lane.rests_until_.store({});
    ready_.end_rest(lane.index());
    event_.set();
  }

  /// What waits because its camera rests is taken now; whoever has it in hands decides anew.
  void end_rests() {
    for_each([](LaneOf& lane) { lane.rests_until_.store({}); });
    ready_.end_rests();
    event_.set();
  }

  /// Takes and counts as expired whatever still waits; for the stop, after the workers have ended. `told` gets each frame.
  std::size_t expire_waiting(const std::function<void(Frame&)>& told = {}) {
    std::size_t count = 0;
    for_each([&](LaneOf& lane) {
      auto waiting = lane.slot_.take();
      if (!waiting) return;
      lane.ledger_.settle(Fate::expired);
      ++count;
      if (told) told(waiting->frame);
    });
    return count;
  }

 private:
  friend class Claim;

  void release(LaneOf& lane) {
    if (ready_.done(lane.index())) event_.set();
  }
  LaneOf& at(std::size_t index) {
    const std::lock_guard lock(mutex_);
    return lanes_[index];
  }

  // constant after construction:
  const TimeSource& time_;
  // own synchronization:
  Event event_;
  ReadySet ready_;
  mutable std::mutex mutex_;
  // guarded by mutex_ (the lanes themselves never move or end before the exchange):
  std::deque<LaneOf> lanes_;
  std::map<std::string, LaneOf*> by_name_;
};

}  // namespace framewake
