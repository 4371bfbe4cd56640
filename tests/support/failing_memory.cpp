#include "support/failing_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace framewake::test {
namespace {

constexpr int no_end = -1;
thread_local int memory_left = no_end;
thread_local bool memory_missed = false;
thread_local bool memory_comes_back = false;
std::atomic<std::size_t> largest_piece{0};

void note_piece(std::size_t size) noexcept {
  std::size_t known = largest_piece.load(std::memory_order_relaxed);
  while (size > known && !largest_piece.compare_exchange_weak(known, size, std::memory_order_relaxed)) {
  }
}

}  // namespace

MemoryEndsAfter::MemoryEndsAfter(int allocations, bool only_once) noexcept {
  memory_comes_back = only_once;
  memory_left = allocations;
  memory_missed = false;
}
MemoryEndsAfter::~MemoryEndsAfter() {
  memory_left = no_end;
}
bool MemoryEndsAfter::was_missed() noexcept {
  return memory_missed;
}

LargestAllocation::LargestAllocation() noexcept {
  largest_piece = 0;
}
std::size_t LargestAllocation::bytes() const noexcept {
  return largest_piece;
}

}  // namespace framewake::test

void* operator new(std::size_t size) {
  using namespace framewake::test;
  note_piece(size);
  if (memory_left == 0) {
    memory_missed = true;
    if (memory_comes_back) memory_left = no_end;
    throw std::bad_alloc();
  }
  if (memory_left > 0) --memory_left;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
