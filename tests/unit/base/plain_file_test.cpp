#include "base/plain_file.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <thread>

#include "support/temporary_folder.hpp"

namespace framewake {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class PlainFileTest : public testing::Test {
 protected:
  const test::TemporaryFolder folder_;
};

TEST_F(PlainFileTest, IsReadWhole) {
  const std::string content = std::string(70'000, 'a') + '\0' + "end";
  EXPECT_EQ(read_plain_file(folder_.file("f", content), {content.size()}).content, content);
  EXPECT_TRUE(read_plain_file(folder_.file("empty", ""), {0}).ok());
  EXPECT_FALSE(read_plain_file("/proc/self/status", mebibytes(1)).content.empty()) << "it says that its size is 0";
}

TEST_F(PlainFileTest, WhatIsTooLargeIsNotHandedOut) {
  const PlainFile file = read_plain_file(folder_.file("f", std::string(1025, 'a')), kibibytes(1));
  EXPECT_EQ(file.problem, "is too large; allowed: up to 1 KiB");
  EXPECT_TRUE(file.content.empty());
}

TEST_F(PlainFileTest, WhatIsNoneIsNeverWaitedFor) {
  const auto pipe = folder_.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::filesystem::path& place :
       {pipe, folder_.path(), std::filesystem::path("/dev/zero"), std::filesystem::path("/dev/null")})
    EXPECT_THAT(read_plain_file(place, mebibytes(1)).problem, StartsWith("is no plain file; allowed: a file")) << place;
  EXPECT_THAT(read_plain_file("/nowhere", mebibytes(1)).problem, HasSubstr("cannot be read: No such file"));
  EXPECT_FALSE(read_plain_file("", mebibytes(1)).ok());
}

TEST_F(PlainFileTest, APipeMayBeReadWhileSomebodyWritesIntoIt) {
  const auto pipe = folder_.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string text(100'000, 'a');  // more than a pipe holds
  {
    const std::jthread writer([&] { std::ofstream(pipe) << text; });
    EXPECT_EQ(read_file_or_pipe(pipe, mebibytes(1), milliseconds(60'000)).content, text);
  }
  EXPECT_EQ(read_file_or_pipe(pipe, mebibytes(1), milliseconds(1)).error, ENODATA) << "nobody writes";
  EXPECT_EQ(read_file_or_pipe("/dev/zero", {10}).content, std::string(10, '\0'));
  EXPECT_EQ(read_file_or_pipe(folder_.file("f", text), mebibytes(1)).content, text);
  EXPECT_EQ(read_file_or_pipe(folder_.path(), mebibytes(1)).error, EISDIR);
  EXPECT_EQ(read_file_or_pipe("/nowhere", mebibytes(1)).error, ENOENT);
}

TEST_F(PlainFileTest, SizesAreSaidInTheLargestUnitThatFits) {
  EXPECT_EQ(size_text(mebibytes(4)), "4 MiB");
  EXPECT_EQ(size_text(kibibytes(1025)), "1025 KiB");
  EXPECT_EQ(size_text({1500}), "1500 bytes");
}

}  // namespace
}  // namespace framewake
