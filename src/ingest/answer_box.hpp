#pragma once
// Answers on their way from other threads to the net thread.

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "frame/reply.hpp"

namespace framewake {

/// Thread-safe. Holds at most 16 answers for a connection: the newest; the others are counted.
class AnswerBox {
 public:
  struct Answer {
    std::uint64_t frame = 0;
    AnswerKind kind = AnswerKind::result;
    std::string json;
  };
  struct Waiting {
    std::deque<Answer> answers;  // oldest first
    std::uint64_t dropped = 0;
  };
  using ByConnection = std::map<std::uint64_t, Waiting>;

  /// True when the box was empty: somebody must be sent to take_all().
  bool put(std::uint64_t connection, Answer answer);
  ByConnection take_all();

 private:
  static constexpr std::size_t most_per_connection = 16;
  std::mutex mutex_;
  ByConnection waiting_;  // guarded by mutex_
};

}  // namespace framewake
