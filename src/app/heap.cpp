#include "app/heap.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif
#include <cstdlib>

namespace framewake {

void share_heaps() noexcept {
#ifdef M_ARENA_MAX
  if (std::getenv("MALLOC_ARENA_MAX") != nullptr || std::getenv("GLIBC_TUNABLES") != nullptr) return;
  constexpr int heaps = 2;  // what most allocations need each thread has in a cache of its own
  mallopt(M_ARENA_MAX, heaps);
#endif
}

void trim_heaps() noexcept {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace framewake
