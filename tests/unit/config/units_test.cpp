#include "config/units.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace framewake {
namespace {

std::int64_t ms(std::string_view text) {
  const auto parsed = parse_duration(text);
  EXPECT_TRUE(parsed.value) << text << ": " << parsed.wrong;
  return parsed.value.value_or(milliseconds(-1)).count();
}

std::uint64_t bytes(std::string_view text) {
  const auto parsed = parse_size(text);
  EXPECT_TRUE(parsed.value) << text << ": " << parsed.wrong;
  return parsed.value.value_or(Bytes{0}).count;
}

TEST(Durations, EveryUnit) {
  EXPECT_EQ(ms("250ms"), 250);
  EXPECT_EQ(ms("250 ms"), 250);
  EXPECT_EQ(ms("1.5 s"), 1'500);
  EXPECT_EQ(ms("2 min"), 120'000);
  EXPECT_EQ(ms("1 h"), 3'600'000);
  EXPECT_EQ(ms("0.5h"), 1'800'000);
  EXPECT_EQ(ms("2000 us"), 2);
  EXPECT_EQ(ms("0 ms"), 0);
  EXPECT_EQ(ms("1.250 s"), 1'250);
}

TEST(Durations, FinerThanAMillisecondIsRefusedNotRounded) {
  EXPECT_EQ(parse_duration("500 us").wrong, "which is finer than 1 ms");
  EXPECT_EQ(parse_duration("0.0005 s").wrong, "which is finer than 1 ms");
  EXPECT_EQ(parse_duration("1.5 ms").wrong, "which is finer than 1 ms");
}

TEST(Durations, WhatIsNone) {
  EXPECT_EQ(parse_duration("250").wrong, "which has no unit; units are us, ms, s, min, h");
  EXPECT_EQ(parse_duration("5 m").wrong, "whose unit \"m\" is none of us, ms, s, min, h");
  EXPECT_EQ(parse_duration("5 S").wrong, "whose unit \"S\" is none of us, ms, s, min, h");
  EXPECT_EQ(parse_duration("99999999999999999 h").wrong, "which is too large");
  for (const auto* text : {"", " ", "ms", "-5 s", "+5 s", " 5 s", "5 s ", "1e3 s", "5. s", ".5 s", "1.2.3 s", "5,5 s",
                           "0x5 s", "1234567890123456789 s", "nan s", "5\ts", "5 s s"})
    EXPECT_FALSE(parse_duration(text).value) << text;
}

TEST(Sizes, EveryUnit) {
  EXPECT_EQ(bytes("10 B"), 10U);
  EXPECT_EQ(bytes("4 MiB"), 4U * 1024 * 1024);
  EXPECT_EQ(bytes("256KiB"), 256U * 1024);
  EXPECT_EQ(bytes("1 GiB"), 1024U * 1024 * 1024);
  EXPECT_EQ(bytes("1 MB"), 1'000'000U);
  EXPECT_EQ(bytes("1 kB"), 1'000U);
  EXPECT_EQ(bytes("1 KB"), 1'000U);
  EXPECT_EQ(bytes("2 GB"), 2'000'000'000U);
  EXPECT_EQ(bytes("1.5 KiB"), 1'536U);
}

TEST(Sizes, WhatIsNone) {
  EXPECT_EQ(parse_size("4 M").wrong, "whose unit \"M\" is none of B, kB, KB, MB, GB, KiB, MiB, GiB");
  EXPECT_EQ(parse_size("1.5 B").wrong, "which is finer than 1 B");
  EXPECT_EQ(parse_size("999999999999999999 GiB").wrong, "which is too large");
  for (const auto* text : {"", "4", "MiB", "4 mib", "4 Mb", "-4 MiB", "4 MiB ", "4 b"})
    EXPECT_FALSE(parse_size(text).value) << text;
}

TEST(Durations, PrintedTextReadsBackAsTheSame) {
  for (const std::int64_t value : {0, 1, 99, 250, 999, 1'000, 1'001, 1'050, 1'100, 1'500, 59'900, 60'000, 90'000,
                                   119'999, 120'000, 3'599'999, 3'600'000, 5'400'000, 86'400'000})
    EXPECT_EQ(ms(format_duration(milliseconds(value))), value) << format_duration(milliseconds(value));
}

TEST(Durations, PrintedTextIsShort) {
  EXPECT_EQ(format_duration(milliseconds(250)), "250 ms");
  EXPECT_EQ(format_duration(milliseconds(1'500)), "1.5 s");
  EXPECT_EQ(format_duration(milliseconds(5'000)), "5 s");
  EXPECT_EQ(format_duration(milliseconds(60'000)), "1 min");
  EXPECT_EQ(format_duration(milliseconds(90'000)), "90 s");
  EXPECT_EQ(format_duration(milliseconds(7'200'000)), "2 h");
}

TEST(Sizes, PrintedTextReadsBackAsTheSame) {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{999}, std::uint64_t{1'000},
                                    std::uint64_t{1'024}, std::uint64_t{1'025}, std::uint64_t{1'000'000},
                                    std::uint64_t{4'194'304}, std::uint64_t{1} << 40, std::uint64_t{3'000'000'000}})
    EXPECT_EQ(bytes(format_size({value})), value) << format_size({value});
  EXPECT_EQ(format_size(mebibytes(4)), "4 MiB");
  EXPECT_EQ(format_size({1'000'000}), "1 MB");
  EXPECT_EQ(format_size({10}), "10 B");
}

}  // namespace
}  // namespace framewake
