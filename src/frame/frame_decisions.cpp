#include "frame/frame_decisions.hpp"

#include <cmath>

namespace framewake {
namespace {

double margin_of(const Decision& decision) {
  return std::abs(decision.value - decision.limit);
}

/// `newer` says more of what they are both about.
bool says_more(const Decision& newer, const Decision& kept) {
  return newer.passed() ? margin_of(newer) > margin_of(kept) : margin_of(newer) < margin_of(kept);
}

}  // namespace

void FrameDecisions::note(const Decision& decision) noexcept {
  std::size_t of_this_reason = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    Decision& kept = kept_[i];
    if (kept.reason != decision.reason) continue;
    ++of_this_reason;
    if (!kept.same_matter(decision)) continue;
    const std::uint32_t alike = kept.alike + decision.alike;
    if (says_more(decision, kept)) kept = decision;
    kept.alike = alike;
    return;
  }
  if (count_ == most || of_this_reason == most_of_a_reason) {
    left_out_ += decision.alike;
    return;
  }
  kept_[count_++] = decision;
}

}  // namespace framewake
