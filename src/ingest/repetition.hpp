#pragma once
// Whether a camera's pictures still change: a frozen camera goes on sending the last one it has.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace framewake {

/// One per camera, told of its frames in their order. Costs a look at some 300 bytes of each; only where those are the same
/// are all bytes looked at.
class Repetition {
 public:
  /// Whether this frame is the one before once more: the same encoded bytes, or the same capture time (of the camera's own
  /// clock). Two pictures of a real sensor never have the same bytes: its noise alone sees to that. The first repeat of a
  /// frame's bytes may be taken for a new one.
  bool again(std::span<const std::byte> image, std::optional<std::uint64_t> capture_us);

 private:
  bool same_bytes(std::span<const std::byte> image);

  std::optional<std::uint64_t> sample_;      // hash of some of the last frame's bytes, and of how many there are
  std::optional<std::uint64_t> all_;         // hash of all of them; known where the sample was that of the frame before
  std::optional<std::uint64_t> capture_us_;  // of the last frame
};

}  // namespace framewake
