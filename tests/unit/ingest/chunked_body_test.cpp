#include "ingest/chunked_body.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

struct Read {
  std::string data;
  std::size_t used = 0;
  bool done = false;
  bool broken = false;
  std::uint64_t announced = 0;
};

/// In pieces of this size.
Read read_in_pieces(std::string_view bytes, std::size_t piece) {
  ChunkedBody body;
  Read all;
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    all.used += body.consume(bytes.substr(at, piece), [&](std::string_view part) { all.data += part; });
  all.done = body.done();
  all.broken = body.broken();
  all.announced = body.announced();
  return all;
}

TEST(ChunkedBody, IsReadInPiecesOfAnySize) {
  const std::string bytes =
      "5\r\nhello\r\n1;name=value\r\n,\r\n0b \t;x\r\n wide world\r\n00\r\nTrailer: x\r\nB: y\r\n\r\n";
  for (std::size_t piece = 1; piece <= bytes.size() + 5; ++piece) {
    const Read all = read_in_pieces(bytes + "NEXT", piece);
    ASSERT_TRUE(all.done) << piece;
    EXPECT_EQ(all.data, "hello, wide world");
    EXPECT_EQ(all.used, bytes.size()) << "what follows is not its own";
    EXPECT_EQ(all.announced, all.data.size());
  }
}

TEST(ChunkedBody, AnnouncesWhatItHasNot) {
  const Read all = read_in_pieces("3\r\nabc\r\nffffffffffffff\r\nx", 64);
  EXPECT_FALSE(all.done || all.broken);
  EXPECT_EQ(all.announced, 0xffffffffffffffU + 3);
  EXPECT_EQ(all.data, "abcx");
}

TEST(ChunkedBody, WhatIsNotOneIsBroken) {
  for (const std::string& bytes :
       {std::string("x\r\n"), std::string("\r\n"), std::string("-1\r\n"), std::string("+1\r\n"), std::string("0x1\r\n"),
        std::string(" 1\r\n"), std::string("1 2\r\n"), std::string("1\n"), std::string("1\r\nabc\r\n"),
        std::string("1\r\na\n"), std::string("10000000000000000\r\n"), std::string("1\r\na\r\nffffffffffffffff\r\n"),
        "1;" + std::string(300, 'x'), "0\r\n" + std::string(300, 'x') + "\r\n"})
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}})
      EXPECT_TRUE(read_in_pieces(bytes, piece).broken) << bytes.substr(0, 40);
  std::string trailers = "0\r\n";
  for (int i = 0; i < 200; ++i) trailers.append(100, 'x').append("\r\n");
  EXPECT_TRUE(read_in_pieces(trailers, 1000).broken);
}

}  // namespace
}  // namespace framewake
