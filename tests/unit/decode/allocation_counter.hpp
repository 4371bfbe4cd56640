#pragma once
// Counts what the calling thread allocates, by replacing the C library's allocator in this executable. Builds with a
// sanitizer need the allocator for themselves and do not count.

#include <cstddef>

namespace framewake::test {

struct Allocations {
  std::size_t count = 0;    ///< calls of malloc and its relatives, operator new included
  std::size_t bytes = 0;    ///< in all
  std::size_t largest = 0;  ///< bytes
};

#ifdef FRAMEWAKE_SANITIZED
constexpr bool counts_allocations = false;
#else
constexpr bool counts_allocations = true;
#endif

/// Begins to count anew.
void start_counting() noexcept;
/// What the thread has allocated since.
Allocations counted() noexcept;

}  // namespace framewake::test
