#include "app/heap.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <memory>
#include <vector>

namespace framewake {
namespace {

// A sanitizer has an allocator of its own.
#if defined(__GLIBC__) && !defined(FRAMEWAKE_SANITIZED)
std::size_t resident_pages() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  statm >> size >> resident;
  return resident;
}

TEST(Heap, TrimmedItGivesBackWhatIsFreeBetweenWhatLivesOn) {
  constexpr std::size_t pieces = 64'000;
  constexpr std::size_t bytes = 1000;
  std::vector<std::unique_ptr<char[]>> all(pieces);
  for (auto& piece : all) {
    piece = std::make_unique<char[]>(bytes);
    piece[0] = 1;
  }
  for (std::size_t i = 0; i < pieces; ++i)
    if (i % 100 != 0) all[i].reset();
  const std::size_t before = resident_pages();
  trim_heaps();
  EXPECT_LT(resident_pages() + pieces * bytes / 4096 / 2, before) << "of 64 MB at least half";
}
#endif

TEST(Heap, MayBeSharedAndTrimmedAtAnyTime) {
  share_heaps();
  trim_heaps();
  trim_heaps();
}

}  // namespace
}  // namespace framewake
