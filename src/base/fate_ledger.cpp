#include "base/fate_ledger.hpp"

#include <cassert>

namespace framewake {

std::uint64_t FateLedger::receive() {
  const std::lock_guard lock(mutex_);
  ++counts_.in_flight;
  return ++counts_.received;
}

void FateLedger::settle(Fate fate) {
  const std::lock_guard lock(mutex_);
  assert(counts_.in_flight > 0);
  --counts_.in_flight;
  switch (fate) {
    case Fate::processed: ++counts_.processed; return;
    case Fate::superseded: ++counts_.superseded; return;
    case Fate::expired: ++counts_.expired; return;
    case Fate::rejected: ++counts_.rejected; return;
  }
}

FateCounts FateLedger::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace framewake
