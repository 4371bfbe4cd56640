// One value of one row: types, ranges at both ends, and text that reads back as the same value.

#include "config/values.hpp"

#include <gtest/gtest.h>

#include "config/schema.hpp"
#include "stages_for_tests.hpp"

namespace framewake {
namespace {

OptionRow row_of(OptionType type) {
  OptionRow row;
  row.key = "k";
  row.type = type;
  return row;
}

/// The value of `text` for `row`, or the problem's words.
std::variant<OptionValue, std::string> read(const OptionRow& row, const std::string& text) {
  Problems problems;
  const auto node = parse_toml_value(text, {"f", 1, 1});
  if (!node) return "no TOML: " + text;
  const auto value = read_value(row, *node, "k", problems);
  const auto all = problems.sorted({});
  if (value && all.empty()) return *value;
  return all.size() == 1 ? all.front().what : "not one problem";
}

std::string wrong(const OptionRow& row, const std::string& text) {
  const auto result = read(row, text);
  const auto* what = std::get_if<std::string>(&result);
  return what == nullptr ? "is fine" : *what;
}

TEST(Values, WrongTypesSayWhatIsThereAndWhatIsAllowed) {
  auto threads = row_of(OptionType::integer);
  threads.unit = "threads";
  threads.min = 0;
  threads.max = 64;
  EXPECT_EQ(wrong(threads, "1.5"), "is 1.5, allowed: whole numbers, 0 to 64 (threads)");
  EXPECT_EQ(wrong(threads, "\"5\""), "is \"5\", allowed: whole numbers, 0 to 64 (threads)");
  EXPECT_EQ(wrong(threads, "1979-05-27"), "is a date or time, allowed: whole numbers, 0 to 64 (threads)");
  EXPECT_EQ(wrong(threads, "65"), "is 65, allowed: 0 to 64 (threads)");
  EXPECT_EQ(wrong(row_of(OptionType::boolean), "\"yes\""), "is \"yes\", allowed: true, false");
  EXPECT_EQ(wrong(row_of(OptionType::text), "5"), "is 5, allowed: a text in quotes");
  EXPECT_EQ(wrong(row_of(OptionType::text), "1979-05-27T07:32:00Z"), "is a date or time, allowed: a text in quotes");
  EXPECT_EQ(wrong(row_of(OptionType::text), "\"a\\u0000b\""), "has a NUL character, allowed: text without");
  EXPECT_EQ(wrong(row_of(OptionType::text_list), "\"a\""), "is \"a\", allowed: a list of texts in quotes");
  EXPECT_EQ(wrong(row_of(OptionType::text_list), "[1]"),
            "has an element 1 that is 1, allowed: a list of texts in quotes");
  EXPECT_EQ(wrong(row_of(OptionType::text_list), "[\"a\", [\"b\"]]"),
            "has an element 2 that is [\"b\"], allowed: a list of texts in quotes");
  EXPECT_EQ(wrong(threads, "[1, [2.5, []], \"x\"]"),
            "is [1, [2.5, []], \"x\"], allowed: whole numbers, 0 to 64 (threads)");
  EXPECT_LT(wrong(threads, std::string(16, '[') + "\"" + std::string(500, 'x') + "\"" + std::string(16, ']')).size(),
            400U);
  std::string many = "[0";
  for (int i = 0; i < 1000; ++i) many += ",1000000";
  EXPECT_LT(wrong(threads, many + "]").size(), 200U);
}

TEST(Values, TheWrongPolygonAndPointAreNamed) {
  const auto row = row_of(OptionType::polygons);
  const std::string fine = "[[0, 0], [1, 0], [1, 1]]";
  const std::string allowed = ", allowed: a list of polygons of at least 3 points, each [x, y]";
  EXPECT_EQ(wrong(row, "[" + fine + ", [[0, 0], [1, 1]]]"), "has a polygon 2 that is [[0, 0], [1, 1]]" + allowed);
  EXPECT_EQ(wrong(row, "[" + fine + ", [[0, 0], [1, 1], [0, -1]]]"),
            "has in polygon 2 a point 3 that is [0, -1], no pair of numbers 0 to 65535" + allowed);
  EXPECT_EQ(wrong(row, "[5]"), "has a polygon 1 that is 5" + allowed);
}

TEST(Values, NumbersAreFinite) {
  const auto row = row_of(OptionType::number);
  for (const auto* text : {"nan", "inf", "-inf"})
    EXPECT_EQ(wrong(row, text), "is " + std::string(text) + ", allowed: numbers");
  EXPECT_EQ(std::get<OptionValue>(read(row, "5")), OptionValue(5.0));
  EXPECT_EQ(std::get<OptionValue>(read(row, "0.25")), OptionValue(0.25));
}

TEST(Values, DurationsAndSizesNeedTheirUnit) {
  auto duration = row_of(OptionType::duration);
  duration.min = 1;
  duration.max = 60'000;
  EXPECT_EQ(wrong(duration, "250"), "is 250, allowed: durations like \"250 ms\", 1 ms to 1 min");
  EXPECT_EQ(
      wrong(duration, "\"250\""),
      "is \"250\", which has no unit; units are us, ms, s, min, h; allowed: durations like \"250 ms\", 1 ms to 1 min");
  EXPECT_EQ(wrong(duration, "\"0 ms\""), "is \"0 ms\", allowed: 1 ms to 1 min");
  EXPECT_EQ(std::get<OptionValue>(read(duration, "\"250ms\"")), OptionValue(milliseconds(250)));
  auto size = row_of(OptionType::size);
  size.min = 1024;
  EXPECT_EQ(
      wrong(size, "\"4 M\""),
      "is \"4 M\", whose unit \"M\" is none of B, kB, KB, MB, GB, KiB, MiB, GiB; allowed: sizes like \"4 MiB\", 1 KiB "
      "or more");
  EXPECT_EQ(wrong(size, "\"1 kB\""), "is \"1 kB\", allowed: 1 KiB or more");
}

TEST(Values, ChoicesAreListed) {
  auto row = row_of(OptionType::choice);
  row.choices = {"newest", "reject"};
  EXPECT_EQ(wrong(row, "\"newset\""), "is \"newset\", allowed: \"newest\", \"reject\"");
  EXPECT_EQ(wrong(row, "true"), "is true, allowed: \"newest\", \"reject\"");
}

TEST(Values, AChoiceThatIsANumberMayBeWrittenAsOne) {
  auto row = row_of(OptionType::choice);
  row.choices = {"0", "90", "exif"};
  EXPECT_EQ(std::get<OptionValue>(read(row, "90")), OptionValue(std::string("90")));
  EXPECT_EQ(std::get<OptionValue>(read(row, "\"90\"")), OptionValue(std::string("90")));
  EXPECT_EQ(wrong(row, "45"), "is 45, allowed: \"0\", \"90\", \"exif\"");
  EXPECT_EQ(wrong(row, "90.0"), "is 90.0, allowed: \"0\", \"90\", \"exif\"");
}

TEST(Values, PolygonsHaveThreePointsOrMore) {
  const auto row = row_of(OptionType::polygons);
  EXPECT_EQ(std::get<OptionValue>(read(row, "[[[0, 0], [10, 0.5], [10, 10]]]")),
            OptionValue(std::vector<Polygon>{{{0, 0}, {10, 0.5}, {10, 10}}}));
  EXPECT_EQ(std::get<OptionValue>(read(row, "[]")), OptionValue(std::vector<Polygon>{}));
  for (const auto* text : {"5", "[5]", "[[[0, 0], [1, 1]]]", "[[[0, 0], [1, 1], [1]]]", "[[[0, 0], [1, 1], [1, 2, 3]]]",
                           "[[[0, 0], [1, 1], [1, -1]]]", "[[[0, 0], [1, 1], [1, nan]]]",
                           "[[[0, 0], [1, 1], [1, 1e9]]]", "[[[0, 0], [1, 1], [\"1\", 2]]]"})
    EXPECT_NE(wrong(row, text).find("at least 3 points"), std::string::npos) << text << ": " << wrong(row, text);
}

TEST(Values, ARowsOwnCheckSaysWhatIsAllowed) {
  auto row = row_of(OptionType::text);
  row.check = [](const OptionValue&) { return std::optional<std::string>("something else"); };
  EXPECT_EQ(wrong(row, "\"x\""), "is \"x\", allowed: something else");
}

TEST(Values, IntegersWithoutLimitsAreNeverCut) {
  const auto row = row_of(OptionType::integer);
  EXPECT_EQ(wrong(row, "2147483647"), "is fine");
  EXPECT_EQ(wrong(row, "2147483648"), "is 2147483648, allowed: -2_147_483_647 to 2_147_483_647");
  EXPECT_EQ(wrong(row, "-9223372036854775808"), "is -9223372036854775808, allowed: -2_147_483_647 to 2_147_483_647");
}

TEST(Values, TextsSurviveQuoting) {
  for (const std::string text :
       {"", "plain", "qu\"ote", "back\\slash", "new\nline", "tab\t", "\x7f", "d\xc3\xa9j\xc3\xa0"}) {
    const auto back = read(row_of(OptionType::text), to_toml(OptionValue(text)));
    EXPECT_EQ(std::get<OptionValue>(back), OptionValue(text));
  }
}

TEST(Values, NumbersReadWell) {
  EXPECT_EQ(to_toml(OptionValue(std::int64_t{16'000'000})), "16_000_000");
  EXPECT_EQ(to_toml(OptionValue(std::int64_t{1'000})), "1000");
  EXPECT_EQ(to_toml(OptionValue(std::int64_t{-100'000})), "-100_000");
  EXPECT_EQ(to_toml(OptionValue(0.002)), "0.002");
  EXPECT_EQ(to_toml(OptionValue(0.0005)), "0.0005");
  EXPECT_EQ(to_toml(OptionValue(1.0)), "1.0");
  EXPECT_EQ(to_toml(OptionValue(1e-9)), "1e-09");
  EXPECT_EQ(to_toml(OptionValue(0.1 + 0.2)), "0.30000000000000004");
  EXPECT_EQ(to_toml(OptionValue(std::vector<Polygon>{{{0, 0}, {640, 0.5}, {1, 1}}})),
            "[[[0.0, 0.0], [640, 0.5], [1.0, 1.0]]]");
}

/// Every row of every table, so that each row is checked as soon as it is written.
std::vector<std::pair<std::string, OptionTable>> all_tables() {
  const auto schema = make_schema(test::stages_for_tests());
  std::vector<std::pair<std::string, OptionTable>> tables;
  for (const auto& section : schema.sections) tables.emplace_back(section.name, section.table);
  for (const auto* stages : {schema.stages, &built_in_stages()})
    for (const auto& kind : stages->kinds()) tables.emplace_back(kind.name, kind.options);
  return tables;
}

TEST(EveryRow, ItsDefaultReadsBackAsTheSame) {
  for (const auto& [name, table] : all_tables())
    for (const auto& row : table.rows) {
      const auto value = table.default_of(row);
      const auto back = read(row, to_toml(value));
      ASSERT_TRUE(std::holds_alternative<OptionValue>(back))
          << name << "." << row.key << ": " << std::get<std::string>(back);
      EXPECT_EQ(std::get<OptionValue>(back), value) << name << "." << row.key;
      auto object = table.make();
      row.set(object.get(), value);
      EXPECT_EQ(row.get(object.get()), value) << name << "." << row.key;
    }
}

/// A value one step outside or at a limit, as text.
std::string at(const OptionRow& row, double limit) {
  const auto whole = static_cast<std::int64_t>(limit);
  if (row.type == OptionType::duration) return "\"" + std::to_string(whole) + " ms\"";
  if (row.type == OptionType::size) return "\"" + std::to_string(whole) + " B\"";
  if (row.type == OptionType::integer) return std::to_string(whole);
  return to_toml(OptionValue(limit));
}

TEST(EveryRow, ItsRangeHoldsAtBothEnds) {
  for (const auto& [name, table] : all_tables())
    for (const auto& row : table.rows) {
      const auto [min, max] = range_of(row);
      const double step = row.type == OptionType::number ? 0.001 : 1;
      if (min) {
        EXPECT_EQ(wrong(row, at(row, *min)), "is fine") << name << "." << row.key;
        EXPECT_NE(wrong(row, at(row, *min - step)), "is fine") << name << "." << row.key;
      }
      if (max) {
        EXPECT_EQ(wrong(row, at(row, *max)), "is fine") << name << "." << row.key;
        EXPECT_NE(wrong(row, at(row, *max + step)), "is fine") << name << "." << row.key;
      }
    }
}

TEST(EveryRow, EveryChoiceReadsBackAsTheSame) {
  for (const auto& [name, table] : all_tables())
    for (const auto& row : table.rows)
      for (const auto& choice : row.choices) {
        auto object = table.make();
        row.set(object.get(), choice);
        EXPECT_EQ(row.get(object.get()), OptionValue(choice)) << name << "." << row.key;
      }
}

TEST(EveryRow, HasATextThatIsASentence) {
  for (const auto& [name, table] : all_tables())
    for (const auto& row : table.rows) {
      ASSERT_FALSE(row.text.empty()) << name << "." << row.key;
      EXPECT_EQ(row.text.back(), '.') << name << "." << row.key;
      EXPECT_EQ(row.text.find('\n'), std::string::npos) << name << "." << row.key;
    }
}

}  // namespace
}  // namespace framewake
