#include "ingest/options.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

TEST(IngestOptions, EveryMemberHasARowThatReadsAndWritesIt) {
  const OptionTable table = ingest_option_table();
  EXPECT_EQ(table.rows.size(), 15U);
  for (const auto& row : table.rows) {
    EXPECT_FALSE(row.text.empty()) << row.key;
    const auto object = table.make();
    row.set(object.get(), table.default_of(row));
    EXPECT_EQ(row.get(object.get()), table.default_of(row)) << row.key;
    if (row.check) {
      EXPECT_EQ(row.check(table.default_of(row)), std::nullopt) << row.key;
    }
  }
  EXPECT_TRUE(table.find("listen")->check(OptionValue{std::string("nowhere")}));
  EXPECT_EQ(std::get<std::string>(table.default_of(*table.find("takeover"))), "newest");
}

}  // namespace
}  // namespace framewake
