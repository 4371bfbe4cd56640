#pragma once
// The decisions of one frame, while it goes through the pipeline.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "frame/decision.hpp"

namespace framewake {

/// Takes them down where it stands: never allocates, and costs a bounded time however noisy the frame is. Of several of one
/// kind about the same thing only one is kept: of those stopped the one that came closest to passing, of those let
/// through the one that did so most clearly. Beyond that, there are at most `most` of a frame, `most_of_a_reason` of them for
/// one reason: so that no stage can crowd out the others. Not thread-safe.
class FrameDecisions {
 public:
  static constexpr std::size_t most = 24;
  static constexpr std::size_t most_of_a_reason = 6;

  void note(const Decision& decision) noexcept;

  /// In the order in which they were taken.
  std::span<const Decision> all() const noexcept { return {kept_.data(), count_}; }
  /// For whoever brings boxes back to the frame as sent.
  std::span<Decision> all() noexcept { return {kept_.data(), count_}; }
  /// Those for which there was no room.
  std::uint32_t left_out() const noexcept { return left_out_; }

 private:
  std::array<Decision, most> kept_;
  std::size_t count_ = 0;
  std::uint32_t left_out_ = 0;
};

}  // namespace framewake
