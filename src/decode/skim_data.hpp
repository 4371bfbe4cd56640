#pragma once
// A scan's entropy-coded bytes made ready for reading in words. Private to decode/.

#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/grow_buffer.hpp"

namespace framewake {

/// Thread-bound. The bytes between two markers are a segment: without restart markers the scan is one.
class SkimData {
 public:
  /// More than ever is read between two checks whether a segment's end has been passed: an MCU of 10 blocks of 64 symbols of
  /// 31 bits each, and what the reader takes in advance. Behind the last segment so many bytes may be read.
  static constexpr std::size_t slack = 4096;

  /// Copies the data of the one scan that `rest` begins with, without the stuffed zeros. False unless it is `segments` segments
  /// with all the right restart markers between them, and EOI directly after them.
  bool read(std::span<const std::byte> rest, std::size_t segments);

  void visit_buffers(const BufferVisit& visit) {
    visit(bytes_buffer_);
    visit(ends_buffer_);
  }

  /// Valid until the next read(); `number` is below what was given to it.
  std::span<const unsigned char> segment(std::size_t number) const noexcept {
    const std::uint32_t begin = number == 0 ? 0 : ends_[number - 1];
    return {bytes_ + begin, ends_[number] - begin};
  }

 private:
  GrowBuffer bytes_buffer_, ends_buffer_;
  const unsigned char* bytes_ = nullptr;
  std::uint32_t* ends_ = nullptr;  ///< where each segment ends
};

}  // namespace framewake
