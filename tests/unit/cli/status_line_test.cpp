#include "cli/status_line.hpp"

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>

namespace framewake {
namespace {

/// What comes out at the other end of a pipe or a terminal.
std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 512> buffer{};
  for (ssize_t got = 0; (got = read(descriptor, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  return text;
}

TEST(StatusLine, WritesPlainLinesWhereThereIsNoTerminal) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  {
    StatusLine lines(ends[1]);
    lines.update("one");
    lines.say("two");
    lines.update("three");
  }
  close(ends[1]);
  EXPECT_EQ(read_all(ends[0]), "one\ntwo\nthree\n");
  close(ends[0]);
}

TEST(StatusLine, RewritesItsLineOnATerminal) {
  int outside = -1;
  int inside = -1;
  winsize size{};
  size.ws_col = 6;
  ASSERT_EQ(openpty(&outside, &inside, nullptr, nullptr, &size), 0);
  EXPECT_EQ(terminal_size(inside).columns, 6);
  {
    StatusLine lines(inside);
    lines.update("first and long");
    lines.update("2nd");
    lines.say("stays");
    lines.update("3rd");
  }
  close(inside);
  EXPECT_EQ(read_all(outside), "\rfirst\x1b[K\r2nd\x1b[K\r\x1b[Kstays\r\n\r3rd\x1b[K\r\n");
  close(outside);
}

TEST(WriteAll, SaysWhenNobodyReads) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  close(ends[0]);
  signal(SIGPIPE, SIG_IGN);
  EXPECT_FALSE(write_all(ends[1], "x"));
  signal(SIGPIPE, SIG_DFL);
  close(ends[1]);
}

TEST(CutTo, CountsCharactersNotBytes) {
  EXPECT_EQ(cut_to("größer", 4), "größ");
  EXPECT_EQ(cut_to("größer", 9), "größer");
  EXPECT_EQ(cut_to("abc", 0), "");
}

}  // namespace
}  // namespace framewake
