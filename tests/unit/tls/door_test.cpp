#include "tls/door.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace framewake {
namespace {

TEST(TlsDoor, EveryFailureIsCountedUnderItsOwnReason) {
  std::set<Refusal> reasons{refusal_of(HandshakeFailure::other, true)};
  for (const auto failure : {HandshakeFailure::plain_http, HandshakeFailure::not_tls, HandshakeFailure::no_certificate,
                             HandshakeFailure::bad_certificate, HandshakeFailure::gone, HandshakeFailure::other})
    reasons.insert(refusal_of(failure, false));
  EXPECT_EQ(reasons.size(), 7U);
}

TEST(TlsDoor, TheAnswerIsWholeHttp) {
  const std::string answer = plain_http_answer("{}");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(answer.ends_with("Content-Length: 3\r\nConnection: close\r\n\r\n{}\n"));
}

TEST(Refusals, HaveAWordEach) {
  std::set<std::string_view> words;
  RefusalCounts counts;
  for (std::size_t kind = 0; kind < refusal_kinds; ++kind) {
    words.insert(to_string(static_cast<Refusal>(kind)));
    counts.count(static_cast<Refusal>(kind));
    EXPECT_EQ(counts.of(static_cast<Refusal>(kind)), 1U);
  }
  EXPECT_EQ(words.size(), refusal_kinds);
  EXPECT_FALSE(words.contains("?"));
}

}  // namespace
}  // namespace framewake
