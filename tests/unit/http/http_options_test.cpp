#include <gtest/gtest.h>

#include "base/listen_address.hpp"
#include "http/options.hpp"

namespace framewake {
namespace {

TEST(HttpOptionTable, HasARowForEachOptionWithItsDefault) {
  const auto table = http_option_table();
  const auto at_default = [&](const char* key) { return table.default_of(*table.find(key)); };
  EXPECT_EQ(at_default("listen"), OptionValue(std::string("127.0.0.1:8990")));
  EXPECT_EQ(at_default("max_connections"), OptionValue(std::int64_t{64}));
  EXPECT_EQ(at_default("timeout"), OptionValue(milliseconds(10'000)));
  EXPECT_EQ(at_default("hosts"), OptionValue(std::vector<std::string>{}));
}

TEST(HttpOptionTable, ChecksTheAddress) {
  const auto table = http_option_table();
  const auto& check = table.find("listen")->check;
  for (const char* good : {"", "127.0.0.1:0", "0.0.0.0:8990", "[::1]:8990", "[::]:65535", "localhost:80"})
    EXPECT_FALSE(check(std::string(good))) << good;
  for (const char* bad :
       {"127.0.0.1", ":8990", "8990", "::1:8990", "[::1]", "[127.0.0.1]:80", "example.org:80", "127.0.0.1:65536",
        "127.0.0.1:-1", "127.0.0.1:", "127.0.0.1:8o", "[localhost]:80", "*:80", " 127.0.0.1:80"})
    EXPECT_TRUE(check(std::string(bad))) << bad;
}

TEST(HttpOptionTable, ChecksTheNamesOfHosts) {
  const auto table = http_option_table();
  const auto& check = table.find("hosts")->check;
  const auto refused = [&](const std::string& host) {
    return check(std::vector<std::string>{"fine", host}).has_value();
  };
  for (const char* good :
       {"cameras.example.org", "cameras.example.org:8443", "nas", "CAM_1", "10.0.0.5:80", "[fd00::5]:80", "[::1]"})
    EXPECT_FALSE(refused(good)) << good;
  for (const char* bad :
       {"", "a b", "http://x", "x/", "x:", "x:0", "x:65536", "x:8o", "[::1", "[x]", "::1", "*", "x\n", ":80"})
    EXPECT_TRUE(refused(bad)) << bad;
}

TEST(ListenAddress, IsTakenApart) {
  const auto v6 = ListenAddress::parse("[::1]:8990");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->address, "::1");
  EXPECT_EQ(v6->port, 8990);
  EXPECT_EQ(ListenAddress::parse("localhost:80")->address, "127.0.0.1");
}

}  // namespace
}  // namespace framewake
