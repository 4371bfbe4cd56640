#include "decode/jpeg_layout.hpp"

#include <algorithm>

#include "frame/jpeg_segments.hpp"

namespace framewake {
namespace {

using ByteSpan = std::span<const std::byte>;

unsigned byte(ByteSpan bytes, std::size_t at) noexcept {
  return std::to_integer<unsigned>(bytes[at]);
}

constexpr std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) noexcept {
  return (a + b - 1) / b;
}

constexpr int most_components = 4;

/// The walk from SOI to EOI, and what it gathers.
class LayoutReader {
 public:
  LayoutReader(ByteSpan jpeg, const ImageHeader& header) : jpeg_(jpeg), header_(header), segments_(jpeg) {
    for (auto& component : missing_bits_) component.fill(unseen);
  }

  JpegLayoutReading read() {
    while (const auto segment = segments_.next()) {
      if (jpeg::is_sof(segment->marker) && !read_frame(*segment)) break;
      if (layout_.scans == 0) note_tables(*segment);
      if (segment->marker == jpeg::dri && segment->payload.size() == 2 && layout_.scans == 0)
        layout_.restart_interval = byte(segment->payload, 0) << 8 | byte(segment->payload, 1);
      if (segment->marker == jpeg::eoi) break;
      if (segment->marker != jpeg::sos) continue;
      if (!read_scan(*segment) || layout_.one_scan) break;
      if (++layout_.scans > most_scans) break;
      segments_.skip_scan();
    }
    // What else is wrong behind the first scan, libjpeg will say; but scans must not hide behind where this walk ends.
    if (problem_.empty() && (layout_.scans == 0 || segments_.gave_up())) problem_ = segments_.problem();
    if (problem_.empty() && layout_.scans == 0) problem_ = "JPEG ends without picture data";
    layout_.complete = is_complete();
    if (problem_.empty()) judge();
    return {layout_, std::move(problem_)};
  }

 private:
  static constexpr std::uint8_t unseen = 255;

  bool fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  bool read_frame(const JpegSegment& sof) {
    const ByteSpan fields = sof.payload;
    if (layout_.components != 0) return fail("JPEG is damaged: it says its size twice");
    if (fields.size() < 6 || fields.size() != 6 + 3 * std::size_t{byte(fields, 5)} || byte(fields, 5) > most_components)
      return fail("JPEG is damaged: the segment with the picture's size has an impossible length");
    layout_.components = static_cast<int>(byte(fields, 5));
    layout_.progressive = sof.marker == jpeg::sof2 || sof.marker == jpeg::sof10;
    layout_.arithmetic = sof.marker == jpeg::sof9 || sof.marker == jpeg::sof10;
    unsigned widest = 1, highest = 1;
    for (std::size_t at = 6; at < fields.size(); at += 3) {
      const unsigned h = byte(fields, at + 1) >> 4, v = byte(fields, at + 1) & 15;
      if (h < 1 || h > 4 || v < 1 || v > 4) return fail("JPEG is damaged: a sampling factor is not 1 to 4");
      widest = std::max(widest, h);
      highest = std::max(highest, v);
    }
    for (std::size_t at = 6; at < fields.size(); at += 3) {
      ids_[(at - 6) / 3] = byte(fields, at);
      quant_of_[(at - 6) / 3] = byte(fields, at + 2);
      const unsigned h = byte(fields, at + 1) >> 4, v = byte(fields, at + 1) & 15;
      layout_.blocks += divide_up(std::uint64_t{header_.width} * h, 8 * widest) *
                        divide_up(std::uint64_t{header_.height} * v, 8 * highest);
    }
    // A scan of one component is not interleaved: its unit is one block.
    const bool lone = layout_.components == 1;
    layout_.mcus =
        divide_up(header_.width, 8 * (lone ? 1 : widest)) * divide_up(header_.height, 8 * (lone ? 1 : highest));
    return true;
  }

  /// Which tables there are. One that is cut off counts: libjpeg refuses it.
  void note_tables(const JpegSegment& segment) {
    constexpr std::uint8_t dqt = 0xDB;
    if (segment.marker != dqt && segment.marker != jpeg::dht) return;
    const ByteSpan tables = segment.payload;
    for (std::size_t at = 0, size = 0; at < tables.size(); at += size) {
      const unsigned number = byte(tables, at);
      if (segment.marker == dqt) {
        quants_ |= 1U << (number & 15);
        size = number < 16 ? 65 : 129;
      } else {
        (number & 16 ? ac_codes_ : dc_codes_) |= 1U << (number & 15);
        size = 17;
        for (std::size_t i = 1; i <= 16 && at + i < tables.size(); ++i) size += byte(tables, at + i);
      }
    }
  }

  bool has_tables_of(ByteSpan sos_fields, std::size_t count) const {
    for (std::size_t c = 0; c < count; ++c) {
      const unsigned codes = byte(sos_fields, 2 + 2 * c);
      const bool has_codes = (dc_codes_ >> (codes >> 4) & 1) != 0 && (ac_codes_ >> (codes & 15) & 1) != 0;
      if (quant_of_[c] > 15 || (quants_ >> quant_of_[c] & 1) == 0 || !(has_codes || layout_.arithmetic)) return false;
    }
    return true;
  }

  bool read_scan(const JpegSegment& sos) {
    const ByteSpan fields =
        sos.payload;  // count, 2 bytes for each component, first and last coefficient, bit positions
    if (layout_.components == 0) return fail("JPEG is damaged: picture data come before the picture's size");
    const std::size_t count = fields.empty() ? 0 : byte(fields, 0);
    if (count < 1 || count > most_components || fields.size() != 4 + 2 * count)
      return fail("JPEG is damaged: the header of a scan is impossible");
    if (layout_.scans == 0) {
      const auto data = static_cast<std::size_t>(fields.data() + fields.size() - jpeg_.data());
      layout_.first_scan_data = data;
      layout_.one_scan = !layout_.progressive && count == static_cast<std::size_t>(layout_.components);
      if (layout_.one_scan) layout_.scans = 1;
      layout_.brings_tables = layout_.one_scan && has_tables_of(fields, count);
    }
    const unsigned first = layout_.progressive ? byte(fields, 2 * count + 1) : 0;
    const unsigned last = layout_.progressive ? byte(fields, 2 * count + 2) : 63;
    const unsigned low_bit = layout_.progressive ? byte(fields, 2 * count + 3) & 15 : 0;
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t c = 0; c < static_cast<std::size_t>(layout_.components); ++c)
        if (ids_[c] == byte(fields, 1 + 2 * i))
          for (unsigned k = first; k <= last && k < 64; ++k) missing_bits_[c][k] = static_cast<std::uint8_t>(low_bit);
    return true;
  }

  bool is_complete() const {
    return std::all_of(missing_bits_.begin(), missing_bits_.begin() + layout_.components, [](const auto& component) {
      return std::all_of(component.begin(), component.end(), [](std::uint8_t bits) { return bits == 0; });
    });
  }

  void judge() {
    const std::string size = std::to_string(header_.width) + "x" + std::to_string(header_.height) + " pixels";
    const std::uint64_t bits_per_block = layout_.arithmetic ? 0 : layout_.progressive ? 1 : 2;
    const std::size_t data = jpeg_.size() - layout_.first_scan_data;
    if (layout_.blocks * bits_per_block > std::uint64_t{data} * 8) {
      problem_ = "JPEG is cut off: its " + std::to_string(data) + " bytes of picture data cannot hold " + size;
      return;
    }
    if (layout_.one_scan && !layout_.arithmetic) return;
    const std::uint64_t allowed = layout_.arithmetic ? most_arithmetic_scan_pixels : most_scan_pixels;
    if (layout_.scans > most_scans || static_cast<std::uint64_t>(layout_.scans) * header_.pixels() > allowed) {
      const bool many = layout_.scans > most_scans;
      const std::string scans = (many ? "more than " : "") + std::to_string(std::min(layout_.scans, most_scans));
      problem_ = "JPEG would cost too much to decode: " + scans + (layout_.arithmetic ? " arithmetic-coded" : "") +
                 (layout_.scans == 1 ? " scan of " : " scans of ") + size;
    }
  }

  const ByteSpan jpeg_;
  const ImageHeader header_;
  JpegSegments segments_;
  JpegLayout layout_;
  std::string problem_;
  std::array<unsigned, most_components> ids_{}, quant_of_{};
  unsigned quants_ = 0, dc_codes_ = 0, ac_codes_ = 0;  ///< bit n: table n has come
  /// Of each component's coefficients, how many low bits the scans so far have not brought.
  std::array<std::array<std::uint8_t, 64>, most_components> missing_bits_{};
};

}  // namespace

JpegLayoutReading read_jpeg_layout(std::span<const std::byte> jpeg, const ImageHeader& header) {
  return LayoutReader(jpeg, header).read();
}

bool has_all_restarts(std::span<const std::byte> jpeg, const JpegLayout& layout) {
  if (layout.restart_interval == 0) return true;
  JpegSegments segments(jpeg);
  while (const auto segment = segments.next())
    if (segment->marker == jpeg::sos)
      return segments.skip_scan() + 1 == divide_up(layout.mcus, layout.restart_interval);
  return false;
}

}  // namespace framewake
