#include "ingest/envelope.hpp"

#include <gtest/gtest.h>

#include <string>

#include "ingest_server.hpp"

namespace framewake {
namespace {

EnvelopeReading read(const std::string& bytes) {
  return read_envelope(std::as_bytes(std::span(bytes)));
}

TEST(Envelope, ReadsSequenceAndCaptureBigEndian) {
  const auto reading = read(test::make_envelope(0x0102030405060708, 0xf1f2f3f4f5f6f7f8) + "image");
  ASSERT_TRUE(reading.envelope);
  EXPECT_EQ(reading.envelope->seq, 0x0102030405060708U);
  EXPECT_EQ(reading.envelope->capture_us, 0xf1f2f3f4f5f6f7f8U);
  EXPECT_TRUE(reading.problem.empty());
}

TEST(Envelope, BytesWithoutTheMagicHaveNone) {
  for (const std::string bytes : {"", "F", "FWK", "FWK2xxxxxxxxxxxxxxxxxxxxxxxx", "fwk1", "\xff\xd8\xff"}) {
    EXPECT_FALSE(read(bytes).envelope) << bytes;
    EXPECT_TRUE(read(bytes).problem.empty()) << bytes;
  }
}

TEST(Envelope, MustBeWhole) {
  const std::string whole = test::make_envelope(1, 2);
  for (std::size_t size = 4; size < Envelope::size; ++size)
    EXPECT_FALSE(read(whole.substr(0, size)).problem.empty()) << size;
  EXPECT_TRUE(read(whole).problem.empty());
}

TEST(Envelope, OtherVersionsAndReservedBytesAreRefused) {
  for (const std::size_t at : {4U, 5U, 6U, 7U}) {
    std::string bytes = test::make_envelope(1, 2);
    bytes[at] = static_cast<char>(bytes[at] + 1);
    EXPECT_FALSE(read(bytes).problem.empty()) << at;
    EXPECT_FALSE(read(bytes).envelope) << at;
  }
}

}  // namespace
}  // namespace framewake
