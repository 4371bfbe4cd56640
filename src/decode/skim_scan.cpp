#include "decode/skim_scan.hpp"

#include <algorithm>
#include <cstring>

#include "decode/skim_pixels.hpp"

namespace framewake {
namespace {

/// Bytes between the last symbol and EOI that are ignored: JpegDecoder tolerates up to 16 as they stand in the JPEG, and each of
/// these may be two there.
constexpr std::int64_t most_rubbish = 8;

/// Whether a segment was used up by what was read of it.
bool is_used_up(const SkimBits& in, std::span<const unsigned char> segment, bool is_last) noexcept {
  const std::int64_t left = static_cast<std::int64_t>(segment.size()) * 8 - in.read_since(segment.data());
  return left >= 0 && left < (is_last ? 8 * (most_rubbish + 1) : 8);
}

/// One MCU after the other, for luma of a kind.
template <class Luma>
class SkimWalk {
 public:
  SkimWalk(const SkimScan& scan, unsigned char* rows)
      : scan_(scan), luma_(scan.header.components[0].quant), rows_(rows) {
    for (std::size_t c = 0; c < scan.header.count; ++c)
      for (unsigned i = scan.header.components[c].across * scan.header.components[c].down; i > 0; --i)
        blocks_[all_blocks_++].tables = scan.tables[c];
    luma_blocks_ = std::size_t{scan.header.components[0].across} * scan.header.components[0].down;
  }

  /// Pixels of a row of MCUs.
  static std::size_t row_width(const SkimHeader& header) noexcept {
    return std::size_t{header.mcus_across} * header.components[0].across * Luma::side;
  }
  static std::size_t rows_size(const SkimHeader& header) noexcept {
    return row_width(header) * header.components[0].down * Luma::side;
  }

  bool walk(cv::Mat& target) {
    next_segment();
    const std::size_t height = scan_.header.components[0].down * Luma::side, width = row_width(scan_.header);
    for (std::size_t row = 0; row < scan_.header.mcus_down; ++row) {
      if (!walk_row() || !luma_.is_sound()) return false;
      const std::size_t top = row * height, rows = std::min(height, static_cast<std::size_t>(target.rows) - top);
      for (std::size_t y = 0; y < rows; ++y)
        std::memcpy(target.ptr(static_cast<int>(top + y)), rows_ + y * width, static_cast<std::size_t>(target.cols));
    }
    return is_used_up(in_, segment_, true);
  }

 private:
  void next_segment() noexcept {
    segment_ = scan_.data.segment(segments_++);
    in_ = {segment_.data(), 0, 0};
    left_ = scan_.header.restart_interval == 0 ? ~std::uint64_t{0} : scan_.header.restart_interval;
    luma_.restart();
  }

  bool walk_row() {
    std::size_t x = 0;
    for (std::size_t mcus = scan_.header.mcus_across; mcus > 0;) {
      if (left_ == 0) {
        if (!is_used_up(in_, segment_, false)) return false;
        next_segment();
      }
      const std::size_t now = std::min<std::uint64_t>(mcus, left_);
      if (!walk_mcus(x, now)) return false;
      x += now * scan_.header.components[0].across * Luma::side;
      mcus -= now;
      left_ -= now;
    }
    return true;
  }

  bool walk_mcus(std::size_t x, std::size_t count) {
    const unsigned char* const far = segment_.data() + segment_.size() + sizeof(std::uint64_t);
    for (; count > 0; --count) {
      if (!read_mcu() || in_.next > far) return false;
      x = put_mcu(x);
    }
    return true;
  }

  [[gnu::always_inline]] bool read_mcu() noexcept {
    SkimBits in = in_;
    SkimBlock* block = blocks_.data();
    for (const SkimBlock* end = block + luma_blocks_; block != end; ++block)
      if (!luma_.read(in, *block)) return false;
    for (const SkimBlock* end = blocks_.data() + all_blocks_; block != end; ++block)
      if (!skim_block(in, *block->tables, block->difference)) return false;
    in_ = in;
    return true;
  }

  std::size_t put_mcu(std::size_t x) noexcept {
    const unsigned across = scan_.header.components[0].across, down = scan_.header.components[0].down;
    const std::size_t width = row_width(scan_.header);
    SkimBlock* block = blocks_.data();
    for (unsigned v = 0; v < down; ++v)
      for (unsigned h = 0; h < across; ++h)
        luma_.put(*block++, rows_ + v * Luma::side * width + x + h * Luma::side, width);
    return x + across * Luma::side;
  }

  const SkimScan& scan_;
  Luma luma_;
  unsigned char* const rows_;
  std::array<SkimBlock, 10> blocks_;  ///< of an MCU, luma's first
  std::size_t luma_blocks_ = 0, all_blocks_ = 0;
  std::span<const unsigned char> segment_;
  SkimBits in_;
  std::size_t segments_ = 0;
  std::uint64_t left_ = 0;  ///< MCUs of the segment
};

template <class Luma>
bool skim(const SkimScan& scan, GrowBuffer& row, cv::Mat& target) {
  return SkimWalk<Luma>(scan, row.at_least(SkimWalk<Luma>::rows_size(scan.header))).walk(target);
}

}  // namespace

bool skim_eighth(const SkimScan& scan, GrowBuffer& row, cv::Mat& target) {
  return skim<SkimEighth>(scan, row, target);
}

bool skim_quarter(const SkimScan& scan, GrowBuffer& row, cv::Mat& target) {
  return skim<SkimQuarter>(scan, row, target);
}

}  // namespace framewake
