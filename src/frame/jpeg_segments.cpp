#include "frame/jpeg_segments.hpp"

#include <cstring>

namespace framewake {
std::optional<JpegSegment> JpegSegments::fail(std::string_view problem) noexcept {
  problem_ = problem;
  return std::nullopt;
}

std::optional<JpegSegment> JpegSegments::next() noexcept {
  constexpr std::string_view cut_off = "JPEG is cut off before its picture data";
  if (at_ >= bytes_.size()) return fail(cut_off);
  if (byte(at_) != 0xFF) return fail("JPEG is damaged: there is no marker where one must be");
  while (at_ < bytes_.size() && byte(at_) == 0xFF && steps_ < most_steps) ++at_, ++steps_;  // any number of fill bytes
  if (steps_ >= most_steps) return fail("JPEG has too many segments before its picture data");
  if (at_ >= bytes_.size()) return fail(cut_off);

  const std::uint8_t marker = byte(at_++);
  if (marker == 0) return fail("JPEG is damaged: there is no marker where one must be");
  if (marker == jpeg::soi) return fail("JPEG begins a second time within itself");
  if (marker == jpeg::tem || jpeg::is_rst(marker) || marker == jpeg::eoi) return JpegSegment{marker, {}};

  if (bytes_.size() - at_ < 2) return fail(cut_off);
  const std::size_t length = std::size_t{byte(at_)} << 8 | byte(at_ + 1);  // counts itself
  if (length < 2) return fail("JPEG is damaged: a segment's length is impossible");
  if (bytes_.size() - at_ < length) return fail(cut_off);
  const JpegSegment segment{marker, bytes_.subspan(at_ + 2, length - 2)};
  at_ += length;
  return segment;
}

std::size_t JpegSegments::skip_scan() noexcept {
  std::size_t restarts = 0;
  while (at_ < bytes_.size()) {
    const void* found = std::memchr(bytes_.data() + at_, 0xFF, bytes_.size() - at_);
    if (!found) break;
    at_ = static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes_.data());
    if (at_ + 1 >= bytes_.size()) break;
    const std::uint8_t marker = byte(at_ + 1);
    if (marker == 0xFF) {
      ++at_;
    } else if (marker == 0 || jpeg::is_rst(marker)) {  // a stuffed byte, or a restart
      restarts += marker != 0;
      at_ += 2;
    } else {
      return restarts;
    }
  }
  at_ = bytes_.size();
  return restarts;
}

}  // namespace framewake
