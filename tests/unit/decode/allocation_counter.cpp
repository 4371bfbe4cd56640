#include "unit/decode/allocation_counter.hpp"

#include <algorithm>
#include <cerrno>

namespace framewake::test {
namespace {

thread_local constinit Allocations allocations;

[[maybe_unused]] void count(std::size_t size) noexcept {
  ++allocations.count;
  allocations.bytes += size;
  allocations.largest = std::max(allocations.largest, size);
}

}  // namespace

void start_counting() noexcept {
  allocations = {};
}
Allocations counted() noexcept {
  return allocations;
}

}  // namespace framewake::test

#ifndef FRAMEWAKE_SANITIZED

extern "C" {

// glibc's own, under the names that it keeps for replacements like these.
// NOLINTBEGIN(bugprone-reserved-identifier)
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
// NOLINTEND(bugprone-reserved-identifier)

void* malloc(std::size_t size) {
  framewake::test::count(size);
  return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size) {
  framewake::test::count(number * size);
  return __libc_calloc(number, size);
}
void* realloc(void* old, std::size_t size) {
  framewake::test::count(size);
  return __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
  framewake::test::count(size);
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return memalign(alignment, size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
  *out = memalign(alignment, size);
  return *out ? 0 : ENOMEM;
}

}  // extern "C"

#endif
