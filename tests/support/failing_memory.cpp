#include "support/failing_memory.hpp"

#include <cstdlib>
#include <new>

namespace framewake::test {
namespace {

constexpr int no_end = -1;
thread_local int memory_left = no_end;
thread_local bool memory_missed = false;
thread_local bool memory_comes_back = false;

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

}  // namespace framewake::test

void* operator new(std::size_t size) {
  using namespace framewake::test;
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
