#include "ingest/data_url.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

std::string encode(const std::string& bytes, bool padded) {
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < have ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k <= have; ++k) out += alphabet[bits >> (18 - 6 * k) & 63];
    if (padded) out.append(3 - have, '=');
  }
  return out;
}

TEST(DataUrl, DecodesEveryLengthAndByteWithAndWithoutPadding) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    for (const bool padded : {true, false}) {
      std::string url = "data:image/jpeg;base64," + encode(bytes, padded);
      ASSERT_EQ(decode_data_url(url), "") << i;
      EXPECT_EQ(url, bytes);
    }
    bytes += static_cast<char>(i * 7);
  }
}

TEST(DataUrl, HeadMayBeInAnyCaseAndHaveParameters) {
  for (const std::string head :
       {"DATA:Image/PNG;BASE64,", "data:image/webp;charset=x;base64,", "data:image/;base64,"}) {
    std::string url = head + "QUJD";
    EXPECT_TRUE(is_data_url(url));
    EXPECT_EQ(decode_data_url(url), "") << head;
    EXPECT_EQ(url, "ABC");
  }
}

TEST(DataUrl, WhatIsWhiteAtItsEndIsPassedOver) {
  for (const std::string end : {"\n", "\r\n", "  \t", "==\n"}) {
    std::string url = "data:image/jpeg;base64,QUJDRA" + end;
    EXPECT_EQ(decode_data_url(url), "") << end;
    EXPECT_EQ(url, "ABCD");
  }
  std::string empty = "data:image/jpeg;base64, \n";
  EXPECT_EQ(decode_data_url(empty), "");
  EXPECT_EQ(empty, "");
  std::string within = "data:image/jpeg;base64,QUJD\nRA";
  EXPECT_NE(decode_data_url(within), "");
}

TEST(DataUrl, RefusesWhatIsNotOneOfAnImage) {
  for (std::string url : {"data:text/plain;base64,QUJD", "data:image/jpeg,QUJD", "data:image/jpeg;base64", "data:,",
                          "data:image/jpeg;base65,QUJD", "data:"}) {
    EXPECT_TRUE(is_data_url(url));
    EXPECT_NE(decode_data_url(url), "") << url;
  }
  std::string far = "data:image/jpeg;" + std::string(200, 'x') + ";base64,QUJD";
  EXPECT_NE(decode_data_url(far), "");
  EXPECT_FALSE(is_data_url("{\"type\":\"clock\"}"));
  EXPECT_FALSE(is_data_url(""));
}

TEST(DataUrl, Base64IsStrict) {
  for (const std::string body : {"QU JD", "Q", "QUJDQ", "QQ=", "QUI=x", "QQ==QUJD", "====", "=", "QUJD====", "QUJ-",
                                 "QUJ_", "QR==", "QUK=", "QR", "QUJ\x80", "Q==="}) {
    std::string url = "data:image/jpeg;base64," + body;
    EXPECT_NE(decode_data_url(url), "") << body;
  }
}

}  // namespace
}  // namespace framewake
