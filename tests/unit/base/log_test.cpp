#include "base/log.hpp"

#include <gtest/gtest.h>

#include "base/time.hpp"

namespace framewake {
namespace {

using namespace std::string_literals;

TEST(Printable, KeepsOrdinaryText) {
  EXPECT_EQ(printable("front door ~"), "front door ~");
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("Tür … 門 😀"), "Tür … 門 😀");
}

TEST(Printable, LetsNothingForgeALine) {
  EXPECT_EQ(printable("a\nb\r\tc\x1b[31m\0d"s), "a?b??c?[31m?d");
  EXPECT_EQ(printable("\x7f\xc3\xa4\xff\xc3"), "?ä??");
  EXPECT_EQ(printable("a\u0085b\u2028c\u202ed"), "a?b?c?d");
}

TEST(Printable, CutsLongText) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdefg", 6), "abcdef…");
  EXPECT_EQ(printable("abcdeä", 6), "abcde…") << "within no character";
  EXPECT_EQ(printable(std::string(1000, 'x')).size(), 120 + "…"s.size());
}

TEST(Time, MicrosecondsAreRoundedTowardsZero) {
  EXPECT_EQ(to_us(std::chrono::nanoseconds(1999)), 1);
  EXPECT_EQ(to_us(std::chrono::nanoseconds(-1999)), -1);
  EXPECT_EQ(to_us(milliseconds(3)), 3000);
}

TEST(Time, TheSteadyClockNeverGoesBack) {
  const TimePoint first = steady_time().now();
  EXPECT_GE(steady_time().now(), first);
}

}  // namespace
}  // namespace framewake
