#include "base/options.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

enum class Mode { slow, quick, wild };

struct Sample {
  bool on = true;
  int count = 3;
  std::int64_t big = 1'000'000'000'000;
  double ratio = 0.5;
  std::string name = "front";
  milliseconds wait{250};
  Bytes limit = mebibytes(4);
  std::vector<std::string> labels{"person"};
  std::vector<Polygon> areas;
  Mode mode = Mode::quick;
};

OptionTable table() {
  return OptionsFor<Sample>{}
      .row("on", &Sample::on, {.text = "Switches it on."})
      .row("count", &Sample::count,
           {.text = "How many.", .unit = "frames", .apply = Apply::restart, .min = 1, .max = 10})
      .row("big", &Sample::big, {.text = "A big one."})
      .row("ratio", &Sample::ratio, {.text = "How much.", .apply = Apply::rearm})
      .row("name", &Sample::name, {.text = "What it is called.", .example = "back"})
      .row("wait", &Sample::wait, {.text = "How long."})
      .row("limit", &Sample::limit, {.text = "How large."})
      .row("labels", &Sample::labels, {.text = "Which."})
      .row("areas", &Sample::areas, {.text = "Where."})
      .row("mode", &Sample::mode, {.text = "How.", .choices = {"slow", "quick", "wild"}})
      .table();
}

OptionValue default_of(const std::string& key) {
  const OptionTable rows = table();
  return rows.default_of(*rows.find(key));
}

TEST(Options, TypesFollowFromMembers) {
  const OptionTable rows = table();
  const std::vector<std::pair<std::string, OptionType>> expected{
      {"on", OptionType::boolean},   {"count", OptionType::integer},    {"big", OptionType::integer},
      {"ratio", OptionType::number}, {"name", OptionType::text},        {"wait", OptionType::duration},
      {"limit", OptionType::size},   {"labels", OptionType::text_list}, {"areas", OptionType::polygons},
      {"mode", OptionType::choice}};
  ASSERT_EQ(rows.rows.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(rows.rows[i].key, expected[i].first);
    EXPECT_EQ(rows.rows[i].type, expected[i].second) << expected[i].first;
  }
}

TEST(Options, DefaultsAreThoseOfTheStruct) {
  EXPECT_EQ(default_of("on"), OptionValue(true));
  EXPECT_EQ(default_of("count"), OptionValue(std::int64_t{3}));
  EXPECT_EQ(default_of("big"), OptionValue(std::int64_t{1'000'000'000'000}));
  EXPECT_EQ(default_of("ratio"), OptionValue(0.5));
  EXPECT_EQ(default_of("name"), OptionValue(std::string("front")));
  EXPECT_EQ(default_of("wait"), OptionValue(milliseconds(250)));
  EXPECT_EQ(default_of("limit"), OptionValue(mebibytes(4)));
  EXPECT_EQ(default_of("labels"), OptionValue(std::vector<std::string>{"person"}));
  EXPECT_EQ(default_of("areas"), OptionValue(std::vector<Polygon>{}));
  EXPECT_EQ(default_of("mode"), OptionValue(std::string("quick")));
}

TEST(Options, WhatIsSetIsReadBack) {
  const OptionTable rows = table();
  Sample sample;
  const std::vector<std::pair<std::string, OptionValue>> values{
      {"on", false},
      {"count", std::int64_t{9}},
      {"big", std::int64_t{-5}},
      {"ratio", 0.25},
      {"name", std::string("back")},
      {"wait", milliseconds(7)},
      {"limit", kibibytes(3)},
      {"labels", std::vector<std::string>{"dog", "cat"}},
      {"areas", std::vector<Polygon>{{{0, 0}, {1, 0}, {1, 1}}}},
      {"mode", std::string("wild")}};
  for (const auto& [key, value] : values) {
    const OptionRow* row = rows.find(key);
    ASSERT_TRUE(row) << key;
    row->set(&sample, value);
    EXPECT_EQ(row->get(&sample), value) << key;
  }
  EXPECT_FALSE(sample.on);
  EXPECT_EQ(sample.count, 9);
  EXPECT_EQ(sample.mode, Mode::wild);
  EXPECT_EQ(sample.limit, Bytes{3072});
  EXPECT_EQ(sample.areas.front().size(), 3U);
}

TEST(Options, FactsAreKept) {
  const OptionTable rows = table();
  const OptionRow& count = *rows.find("count");
  EXPECT_EQ(count.text, "How many.");
  EXPECT_EQ(count.unit, "frames");
  EXPECT_EQ(count.apply, Apply::restart);
  EXPECT_EQ(count.min, 1);
  EXPECT_EQ(count.max, 10);
  EXPECT_EQ(rows.find("on")->apply, Apply::live);
  EXPECT_FALSE(rows.find("on")->min);
  EXPECT_EQ(rows.find("name")->example, "back");
  EXPECT_EQ(rows.find("mode")->choices, (std::vector<std::string>{"slow", "quick", "wild"}));
  EXPECT_EQ(rows.find("none"), nullptr);
}

TEST(Options, ATextWithChoicesIsAChoice) {
  struct Other {
    std::string kind = "a";
  };
  const OptionTable rows = OptionsFor<Other>{}.row("kind", &Other::kind, {.text = "K", .choices = {"a", "b"}}).table();
  EXPECT_EQ(rows.rows.front().type, OptionType::choice);
}

}  // namespace
}  // namespace framewake
