#pragma once
// Lack of memory, for tests: operator new of this test program fails when it is told to.

#include <cstddef>

namespace framewake::test {

/// While this lives, the calling thread gets memory so many times, and then none, or is refused it once. One at a time.
class MemoryEndsAfter {
 public:
  explicit MemoryEndsAfter(int allocations, bool only_once = false) noexcept;
  ~MemoryEndsAfter();
  MemoryEndsAfter(const MemoryEndsAfter&) = delete;
  MemoryEndsAfter& operator=(const MemoryEndsAfter&) = delete;
  /// Whether it was asked for more than there was.
  static bool was_missed() noexcept;
};

/// The largest piece that any thread has asked for since this was made. One at a time.
class LargestAllocation {
 public:
  LargestAllocation() noexcept;
  std::size_t bytes() const noexcept;
};

}  // namespace framewake::test
