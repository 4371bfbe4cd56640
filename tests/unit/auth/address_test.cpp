#include "auth/address.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

TEST(AddressKey, OfOneCustomerIsOneKey) {
  EXPECT_EQ(address_key("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_key("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(address_key("2001:db8:1:2::ffff"), address_key("2001:db8:1:2::1"));
  EXPECT_NE(address_key("2001:db8:1:3::1"), address_key("2001:db8:1:2::1"));
  EXPECT_EQ(address_key("fe80::1%eth0"), "fe80::/64");
  EXPECT_EQ(address_key("::1"), "::/64");
  EXPECT_EQ(address_key("nonsense"), "nonsense");
}

}  // namespace
}  // namespace framewake
