#include "ingest/answer_box.hpp"

#include <optional>
#include <utility>

namespace framewake {

bool AnswerBox::put(std::uint64_t connection, Answer answer) {
  std::optional<Answer> dropped;  // destroyed after the lock
  const std::lock_guard lock(mutex_);
  const bool was_empty = waiting_.empty();
  Waiting& waiting = waiting_[connection];
  if (waiting.answers.size() >= most_per_connection) {
    dropped = std::move(waiting.answers.front());
    waiting.answers.pop_front();
    ++waiting.dropped;
  }
  waiting.answers.push_back(std::move(answer));
  return was_empty;
}

AnswerBox::ByConnection AnswerBox::take_all() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

}  // namespace framewake
