#include "auth/trusted_proxies.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

TEST(TrustedProxies, KnowsAddressesAndNetworks) {
  const TrustedProxies proxies({"192.0.2.7", "10.0.0.0/9", "fd00::/8"});
  EXPECT_TRUE(proxies.trusts("192.0.2.7"));
  EXPECT_TRUE(proxies.trusts("::ffff:192.0.2.7"));
  EXPECT_FALSE(proxies.trusts("192.0.2.8"));
  EXPECT_TRUE(proxies.trusts("10.127.255.255"));
  EXPECT_FALSE(proxies.trusts("10.128.0.0"));
  EXPECT_TRUE(proxies.trusts("fd12::1"));
  EXPECT_FALSE(proxies.trusts("fe80::1"));
  EXPECT_FALSE(proxies.trusts("nonsense"));
  EXPECT_FALSE(TrustedProxies().trusts("127.0.0.1"));
  EXPECT_TRUE(TrustedProxies({"0.0.0.0/0"}).trusts("1.2.3.4"));
}

TEST(TrustedProxies, OnlyTheirWordCounts) {
  const TrustedProxies proxies({"127.0.0.1", "10.0.0.1"});
  EXPECT_EQ(proxies.client("198.51.100.1", "203.0.113.9"), "198.51.100.1") << "anybody can write the header";
  EXPECT_EQ(proxies.client("127.0.0.1", ""), "127.0.0.1");
  EXPECT_EQ(proxies.client("127.0.0.1", "203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(proxies.client("127.0.0.1", "8.8.8.8, 203.0.113.9"), "203.0.113.9") << "what the client wrote itself";
  EXPECT_EQ(proxies.client("127.0.0.1", "203.0.113.9 , 10.0.0.1"), "203.0.113.9");
  EXPECT_EQ(proxies.client("127.0.0.1", "2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(proxies.client("127.0.0.1", "203.0.113.9:5678"), "203.0.113.9") << "with a port";
  EXPECT_EQ(proxies.client("127.0.0.1", "[2001:db8::1]:5678"), "2001:db8::1");
  EXPECT_EQ(proxies.client("127.0.0.1", "8.8.8.8, 203.0.113.9:1, 10.0.0.1:99"), "203.0.113.9");
  for (const char* bad : {"203.0.113.9:", "203.0.113.9:x", "[2001:db8::1]x", "[2001:db8::1", "[]", "[", "]:1", ":1"})
    EXPECT_EQ(proxies.client("127.0.0.1", bad), "127.0.0.1") << bad;
  EXPECT_EQ(proxies.client("127.0.0.1", "unknown"), "127.0.0.1");
  EXPECT_EQ(proxies.client("127.0.0.1", "203.0.113.9, ,"), "127.0.0.1");
}

TEST(TrustedProxies, ChecksWhatIsWritten) {
  EXPECT_FALSE(TrustedProxies::check({"127.0.0.1", "::1", "10.0.0.0/8", "::/0"}));
  for (const char* bad : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "/8", "::/129", "10.0.0/8"})
    EXPECT_TRUE(TrustedProxies::check({bad})) << bad;
}

}  // namespace
}  // namespace framewake
