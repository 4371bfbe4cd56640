#include "base/json_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace framewake {
namespace {

using namespace std::string_literals;

std::string json_of(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonText, QuotesWhatMustBeQuoted) {
  EXPECT_EQ(json_of("front"), "\"front\"");
  for (const std::string& text : {""s, "a\"b\\c/d"s, "\b\f\n\r\t"s, "\0\x01\x1f\x7f"s, "ä€😀"s})
    EXPECT_EQ(nlohmann::json::parse(json_of(text)), text) << testing::PrintToString(text);
}

TEST(JsonText, AnyBytesBecomeValidJson) {
  const std::string replaced = "\xEF\xBF\xBD";
  EXPECT_EQ(nlohmann::json::parse(json_of("a\xFFz")), "a" + replaced + "z");
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second), '\x80', 'x'};
      const std::string json = json_of(text);
      ASSERT_TRUE(nlohmann::json::accept(json)) << testing::PrintToString(text);
      EXPECT_TRUE(nlohmann::json::parse(json).get<std::string>().ends_with("x"));
    }
  for (const char* wrong : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xF0\x9F\x98"})
    EXPECT_TRUE(nlohmann::json::accept(json_of(wrong))) << testing::PrintToString(wrong);
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  std::string out;
  JsonWriter json(out);
  json.open_object().field("a", 1).key("b").open_array().value(1).value("x").open_array().close_array().close_array();
  json.key("c").open_object().close_object().field("d", true).close_object();
  EXPECT_EQ(out, R"({"a":1,"b":[1,"x",[]],"c":{},"d":true})");
}

TEST(JsonWriter, WritesNumbersToTheirLimits) {
  std::string out;
  JsonWriter json(out);
  json.open_array().value(std::numeric_limits<std::int64_t>::min()).value(std::numeric_limits<std::uint64_t>::max());
  json.value(0).value(-1).value(false).close_array();
  EXPECT_EQ(out, "[-9223372036854775808,18446744073709551615,0,-1,false]");
}

TEST(JsonWriter, RoundsFractions) {
  std::string out;
  JsonWriter json(out);
  json.open_array().value(0.03149, 3).value(1.0, 3).value(0.5, 0).value(-0.25, 2).value(1e-9, 3);
  json.value(std::nan(""), 3).value(std::numeric_limits<double>::infinity(), 3).close_array();
  const auto parsed = nlohmann::json::parse(out);
  EXPECT_EQ(parsed[0], 0.031);
  EXPECT_EQ(parsed[1], 1);
  EXPECT_EQ(parsed[3], -0.25);
  EXPECT_EQ(parsed[4], 0);
  EXPECT_TRUE(parsed[5].is_null());
  EXPECT_TRUE(parsed[6].is_null());
}

}  // namespace
}  // namespace framewake
