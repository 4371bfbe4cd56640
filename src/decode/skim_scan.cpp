#include "decode/skim_scan.hpp"

#include <algorithm>
#include <cstring>

#include "decode/skim_blocks.hpp"

namespace framewake {
namespace {

/// Bytes between the last symbol and EOI that are ignored: JpegDecoder tolerates up to 16 as they stand in the JPEG, and each of
/// these may be two there.
constexpr std::int64_t most_rubbish = 8;

/// What comes of an inverse DCT, as a pixel.
unsigned char pixel(int value) noexcept {
  return static_cast<unsigned char>(std::clamp(value + 128, 0, 255));
}

/// Luma at 1/8: DC alone.
class SkimEighth {
 public:
  static constexpr std::size_t side = 1;  ///< pixels of a block

  explicit SkimEighth(const SkimScan& scan) noexcept
      : tables_(scan.tables[0]), quant_(std::to_integer<unsigned>(scan.header.components[0].quant[0])) {}

  bool is_possible() const noexcept { return quant_ != 0; }
  void restart() noexcept { dc_ = 0; }

  [[gnu::always_inline]] bool block(SkimBits& in, unsigned char* out, std::size_t) noexcept {
    if (!skim_block(in, *tables_, dc_)) return false;
    const auto value = static_cast<int>(static_cast<unsigned>(dc_) * quant_);
    beyond_ |= static_cast<unsigned>(dc_ + 4096) | (static_cast<unsigned>(value) + 4096);
    *out = pixel((value + 4) >> 3);
    return true;
  }

  /// Whether all values have been such that no decoder could take them for others; to be asked after each row.
  bool is_sound() const noexcept { return beyond_ < 8192; }

 private:
  const SkimTables* tables_;
  unsigned quant_;
  int dc_ = 0;
  unsigned beyond_ = 0;
};

/// Whether a segment was used up by what was read of it.
bool is_used_up(const SkimBits& in, std::span<const unsigned char> segment, bool is_last) noexcept {
  const std::int64_t left = static_cast<std::int64_t>(segment.size()) * 8 - in.read_since(segment.data());
  return left >= 0 && left < (is_last ? 8 * (most_rubbish + 1) : 8);
}

/// One MCU after the other, for luma of a kind.
template <class Luma>
class SkimWalk {
 public:
  SkimWalk(const SkimScan& scan, unsigned char* rows) : scan_(scan), luma_(scan), rows_(rows) {
    for (std::size_t c = 1; c < scan.header.count; ++c)
      for (unsigned i = scan.header.components[c].across * scan.header.components[c].down; i > 0; --i)
        chroma_[chroma_blocks_++] = scan.tables[c];
  }

  /// Pixels of a row of MCUs.
  static std::size_t row_width(const SkimHeader& header) noexcept {
    return std::size_t{header.mcus_across} * header.components[0].across * Luma::side;
  }
  static std::size_t rows_size(const SkimHeader& header) noexcept {
    return row_width(header) * header.components[0].down * Luma::side;
  }

  bool walk(cv::Mat& target) {
    if (!luma_.is_possible() || !next_segment()) return false;
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
  bool next_segment() noexcept {
    segment_ = scan_.data.segment(segments_++);
    in_ = {segment_.data(), 0, 0};
    left_ = scan_.header.restart_interval == 0 ? ~std::uint64_t{0} : scan_.header.restart_interval;
    luma_.restart();
    return true;
  }

  bool walk_row() {
    std::size_t x = 0;
    for (std::size_t mcus = scan_.header.mcus_across; mcus > 0;) {
      if (left_ == 0 && !(is_used_up(in_, segment_, false) && next_segment())) return false;
      const std::size_t now = std::min<std::uint64_t>(mcus, left_);
      if (!walk_mcus(x, now)) return false;
      x += now * scan_.header.components[0].across * Luma::side;
      mcus -= now;
      left_ -= now;
    }
    return true;
  }

  bool walk_mcus(std::size_t x, std::size_t count) {
    const unsigned across = scan_.header.components[0].across, down = scan_.header.components[0].down;
    const std::size_t width = row_width(scan_.header);
    const unsigned char* const far = segment_.data() + segment_.size() + sizeof(std::uint64_t);
    SkimBits in = in_;
    Luma luma = luma_;
    for (; count > 0; --count) {
      for (unsigned v = 0; v < down; ++v)
        for (unsigned h = 0; h < across; ++h)
          if (!luma.block(in, rows_ + v * Luma::side * width + x + h * Luma::side, width)) return false;
      for (unsigned i = 0; i < chroma_blocks_; ++i)
        if (int unused = 0; !skim_block(in, *chroma_[i], unused)) return false;
      if (in.next > far) return false;
      x += across * Luma::side;
    }
    in_ = in;
    luma_ = luma;
    return true;
  }

  const SkimScan& scan_;
  Luma luma_;
  unsigned char* const rows_;
  std::array<const SkimTables*, 10> chroma_{};
  unsigned chroma_blocks_ = 0;
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

bool skim_quarter(const SkimScan&, GrowBuffer&, cv::Mat&) {
  return false;
}
}  // namespace framewake
