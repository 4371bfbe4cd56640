#include "ingest/options.hpp"

#include <gtest/gtest.h>

#include "ingest/listen_address.hpp"

namespace framewake {
namespace {

TEST(ListenAddress, ReadsNumericAddresses) {
  EXPECT_EQ(parse_listen_address("127.0.0.1:8999")->host, "127.0.0.1");
  EXPECT_EQ(parse_listen_address("127.0.0.1:8999")->port, 8999);
  EXPECT_EQ(parse_listen_address("[::1]:0")->host, "::1");
  EXPECT_EQ(parse_listen_address("[::]:65535")->port, 65535);
}

TEST(ListenAddress, RefusesTheRest) {
  for (const std::string text :
       {"", ":", "8999", ":8999", "localhost:8999", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:80x", "::1:80", "[127.0.0.1]:80", "[::1]", "[]:80", "1.2.3:80"})
    EXPECT_FALSE(parse_listen_address(text)) << text;
}

TEST(IngestOptions, EveryMemberHasARowThatReadsAndWritesIt) {
  const OptionTable table = ingest_option_table();
  EXPECT_EQ(table.rows.size(), 11U);
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
