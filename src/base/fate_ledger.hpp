#pragma once
// What became of a camera's frames, kept so that it balances at every instant.

#include <cstdint>
#include <mutex>

namespace framewake {

enum class Fate : std::uint8_t { processed, superseded, expired, rejected };

/// At every instant received = processed + superseded + expired + rejected + in_flight.
struct FateCounts {
  std::uint64_t received = 0;
  std::uint64_t processed = 0;
  std::uint64_t superseded = 0;
  std::uint64_t expired = 0;
  std::uint64_t rejected = 0;
  std::uint64_t in_flight = 0;

  bool balanced() const noexcept { return received == processed + superseded + expired + rejected + in_flight; }
  bool operator==(const FateCounts&) const = default;
};

/// Thread-safe. The lock is held for a few additions.
class FateLedger {
 public:
  /// A frame has arrived: it is in flight. Returns its number, from 1.
  std::uint64_t receive();
  /// One frame that was in flight has met its fate.
  void settle(Fate fate);
  FateCounts counts() const;

 private:
  mutable std::mutex mutex_;
  FateCounts counts_;  // guarded by mutex_
};

}  // namespace framewake
