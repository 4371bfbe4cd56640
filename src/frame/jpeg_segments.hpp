#pragma once
// Steps through the marker segments of a JPEG. Reads nothing outside its bytes, allocates nothing.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace framewake {

namespace jpeg {
constexpr std::uint8_t tem = 0x01, sof0 = 0xC0, sof1 = 0xC1, sof2 = 0xC2, sof9 = 0xC9, sof10 = 0xCA, dht = 0xC4,
                       jpg = 0xC8, dac = 0xCC, rst0 = 0xD0, rst7 = 0xD7, soi = 0xD8, eoi = 0xD9, sos = 0xDA, dri = 0xDD;

/// Start-of-frame of any process, also of those that we do not take.
constexpr bool is_sof(std::uint8_t marker) noexcept {
  return marker >= sof0 && marker <= 0xCF && marker != dht && marker != jpg && marker != dac;
}
constexpr bool is_rst(std::uint8_t marker) noexcept {
  return marker >= rst0 && marker <= rst7;
}
}  // namespace jpeg

struct JpegSegment {
  std::uint8_t marker = 0;
  std::span<const std::byte> payload;  ///< what follows the length; empty where the marker has none
};

class JpegSegments {
 public:
  /// `jpeg` begins with SOI.
  explicit JpegSegments(std::span<const std::byte> jpeg) noexcept : bytes_(jpeg), at_(2) {}

  /// The next segment, or nothing: then problem() is a literal that says why.
  std::optional<JpegSegment> next() noexcept;
  /// To be called after an SOS segment: skips the entropy-coded data up to the next marker or to the end. Returns how
  /// many restart markers lay in it.
  std::size_t skip_scan() noexcept;

  std::string_view problem() const noexcept { return problem_; }
  /// True when next() gave up because of the number of segments, not of what is wrong with them.
  bool gave_up() const noexcept { return steps_ >= most_steps; }

 private:
  /// Real files have a few dozen segments. A file of millions of empty ones must not cost the net thread milliseconds.
  static constexpr int most_steps = 4096;

  std::optional<JpegSegment> fail(std::string_view problem) noexcept;
  std::uint8_t byte(std::size_t at) const noexcept { return std::to_integer<std::uint8_t>(bytes_[at]); }

  const std::span<const std::byte> bytes_;
  std::size_t at_;
  int steps_ = 0;  ///< segments and fill bytes so far: bounds the walk
  std::string_view problem_;
};

}  // namespace framewake
