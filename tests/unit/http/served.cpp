#include "unit/http/served.hpp"

#include <unistd.h>

namespace framewake::test {

void HeldSource::pass() {
  std::unique_lock lock(mutex_);
  ++calls_;
  thread_ = thread_name(static_cast<std::size_t>(gettid()));
  changed_.notify_all();
  changed_.wait(lock, [&] { return !held_; });
}

}  // namespace framewake::test
