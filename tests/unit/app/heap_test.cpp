#include "app/heap.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <barrier>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
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

/// How many heaps there are when many threads have allocated at the same time.
int heaps_of_many_threads() {
  constexpr int many = 8;
  std::barrier together(many);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < many; ++i)
      threads.emplace_back([&together] {
        const std::vector<char> block(100'000);
        together.arrive_and_wait();
      });
  }
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* const out = open_memstream(&text, &size);
  malloc_info(0, out);
  std::fclose(out);
  const std::string told(text, size);
  std::free(text);
  int heaps = 0;
  for (std::size_t at = told.find("<heap nr="); at != std::string::npos; at = told.find("<heap nr=", at + 1)) ++heaps;
  return heaps;
}

// Each in a process of its own: what heaps there are stay.
TEST(Heap, AllThreadsShareTwo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto heaps = [](bool shared) {
    unsetenv("MALLOC_ARENA_MAX");
    if (shared) share_heaps();
    _exit(heaps_of_many_threads());
  };
  EXPECT_EXIT(heaps(true), testing::ExitedWithCode(2), "");
  EXPECT_EXIT(
      heaps(false), [](int status) { return WEXITSTATUS(status) > 2; }, "");
}

TEST(Heap, WhoSaysHowManyInTheEnvironmentHasHisWay) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto heaps = [] {
    setenv("MALLOC_ARENA_MAX", "8", 1);  // read when the process began: here only share_heaps() looks
    share_heaps();
    _exit(heaps_of_many_threads());
  };
  EXPECT_EXIT(
      heaps(), [](int status) { return WEXITSTATUS(status) > 2; }, "");
}
#endif

}  // namespace
}  // namespace framewake
