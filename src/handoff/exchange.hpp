#pragma once
// Where frames cross from the net thread to the processor threads: one slot a camera, one event for all workers.

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

/// One camera's place in the exchange: its slot, its ledger, its limit of age. Made by Exchange::open, lives as long as
/// the exchange. All functions are thread-safe.
template <class Frame>
class Lane {
 public:
  Lane(std::size_t index, std::string name, Duration max_age)
      : index_(index), name_(std::move(name)), max_age_(max_age) {}

  std::size_t index() const noexcept { return index_; }  ///< from 0, in order of opening
  const std::string& name() const noexcept { return name_; }
  Duration max_age() const noexcept { return max_age_.load(); }
  void set_max_age(Duration limit) noexcept { max_age_.store(limit); }
  FateLedger& ledger() noexcept { return ledger_; }
  const FateLedger& ledger() const noexcept { return ledger_; }

 private:
  template <class>
  friend class Exchange;

  struct Waiting {
    Frame frame;
    TimePoint arrival;
    std::uint64_t superseded = 0;  ///< frames that this one and its predecessors in the slot have displaced
  };

  // constant after construction:
  const std::size_t index_;
  const std::string name_;
  // own synchronization:
  std::atomic<Duration> max_age_;
  FateLedger ledger_;
  LatestSlot<Waiting> slot_;
};

/// The hand-off. Producers call open() and publish(), workers call take(); all thread-safe. Frame must be movable.
template <class Frame>
class Exchange {
 public:
  using LaneOf = Lane<Frame>;

  /// A frame in a worker's hands, and with it its camera: no other worker gets that camera while this lives.
  class Claim {
   public:
    Claim(Claim&& other) noexcept
        : exchange_(std::exchange(other.exchange_, nullptr)),
          lane_(other.lane_),
          frame_(std::move(other.frame_)),
          arrival_(other.arrival_),
          superseded_(other.superseded_),
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
    /// Older than its camera's max_age at `now`: must not be processed.
    bool expired(TimePoint now) const noexcept { return now - arrival_ > lane_->max_age(); }
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
          superseded_(waiting.superseded) {}
    Exchange* exchange_;
    LaneOf* lane_;
    Frame frame_;
    TimePoint arrival_;
    std::uint64_t superseded_;
    bool settled_ = false;
  };

  /// The lane called `name`, made with this limit when there is none; an existing one keeps its own limit.
  LaneOf& open(const std::string& name, Duration max_age) {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_name_.find(name); found != by_name_.end()) return *found->second;
    LaneOf& lane = lanes_.emplace_back(lanes_.size(), name, max_age);
    by_name_.emplace(name, &lane);
    return lane;
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
  /// superseded (already counted), so that whoever waits for that one can be told. Never waits for a worker.
  std::optional<Frame> publish(LaneOf& lane, Frame frame, TimePoint arrival) {
    auto displaced = lane.slot_.put({std::move(frame), arrival, 0}, [](auto& newcomer, const auto& old) noexcept {
      newcomer.superseded = old.superseded + 1;
    });
    if (displaced) lane.ledger_.settle(Fate::superseded);
    ready_.mark(lane.index(), arrival + lane.max_age());
    event_.set();
    if (!displaced) return std::nullopt;
    return std::move(displaced->frame);
  }

  /// Waits until a worker would find a frame, and leaves it there; false when stop was asked for.
  bool wait(const std::stop_token& stop) { return event_.wait(stop); }

  /// Waits for a frame, and takes the newest of the camera whose deadline comes first. Nothing when stop was asked for.
  std::optional<Claim> take(const std::stop_token& stop) {
    while (wait(stop)) {
      event_.clear();  // before taking: a set() from here on is for a frame that we may not see
      const auto next = ready_.take_earliest();
      if (!next) continue;
      if (next->more_wait) event_.set();  // the flag that we cleared stood for them too
      LaneOf& lane = at(next->camera);
      // Between a mark and here the slot may have been emptied by a take that saw the newer frame; then there is nothing to do.
      auto waiting = lane.slot_.take();
      if (waiting) return Claim(*this, lane, std::move(*waiting));
      release(lane);
    }
    return std::nullopt;
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

  // own synchronization:
  Event event_;
  ReadySet ready_;
  mutable std::mutex mutex_;
  // guarded by mutex_ (the lanes themselves never move or end before the exchange):
  std::deque<LaneOf> lanes_;
  std::map<std::string, LaneOf*> by_name_;
};

}  // namespace framewake
