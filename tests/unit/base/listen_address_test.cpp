#include "base/listen_address.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

using namespace std::string_literals;

TEST(ListenAddress, TakesLiteralAddresses) {
  const auto expect = [](const std::string& text, const std::string& address, int port) {
    const auto listen = ListenAddress::parse(text);
    ASSERT_TRUE(listen) << text;
    EXPECT_EQ(listen->address, address);
    EXPECT_EQ(listen->port, port);
  };
  expect("127.0.0.1:8990", "127.0.0.1", 8990);
  expect("0.0.0.0:0", "0.0.0.0", 0);
  expect("[::1]:65535", "::1", 65535);
  expect("[fe80::1:2]:80", "fe80::1:2", 80);
  expect("localhost:8999", "127.0.0.1", 8999);
}

TEST(ListenAddress, RefusesEverythingElse) {
  for (const std::string& text : {""s,
                                  ":"s,
                                  ":80"s,
                                  "127.0.0.1"s,
                                  "127.0.0.1:"s,
                                  "127.0.0.1:65536"s,
                                  "127.0.0.1:-1"s,
                                  "127.0.0.1:+1"s,
                                  "127.0.0.1: 80"s,
                                  "127.0.0.1:80 "s,
                                  "127.0.0.1:80x"s,
                                  " 127.0.0.1:80"s,
                                  "::1:80"s,
                                  "[::1]"s,
                                  "[::1:80"s,
                                  "[127.0.0.1]:80"s,
                                  "[]:80"s,
                                  "256.0.0.1:80"s,
                                  "127.1:80"s,
                                  "example.org:80"s,
                                  "*:80"s,
                                  "127.0.0.1\0:80"s,
                                  "127.0.0.1:80\0"s})
    EXPECT_FALSE(ListenAddress::parse(text)) << testing::PrintToString(text);
}

TEST(ListenAddress, KnowsWhatOnlyThisMachineCanReach) {
  for (const char* own : {"127.0.0.1:1", "127.8.9.1:1", "localhost:1", "[::1]:1", "[::ffff:127.0.0.1]:1"})
    EXPECT_TRUE(ListenAddress::parse(own)->is_loopback()) << own;
  for (const char* open : {"0.0.0.0:1", "128.0.0.1:1", "[::]:1", "[fe80::1]:1", "[::ffff:10.0.0.1]:1"})
    EXPECT_FALSE(ListenAddress::parse(open)->is_loopback()) << open;
}

}  // namespace
}  // namespace framewake
