#include "decode/skim_header.hpp"

#include <algorithm>
#include <string_view>

#include "frame/jpeg_segments.hpp"

namespace framewake {
namespace {

using Fields = std::span<const std::byte>;

constexpr unsigned most_pixels_across = 65500;  // libjpeg's JPEG_MAX_DIMENSION
constexpr unsigned most_blocks_in_mcu = 10;     // the standard's

unsigned field(Fields fields, std::size_t at) noexcept {
  return std::to_integer<unsigned>(fields[at]);
}

bool says(Fields fields, std::string_view text) noexcept {
  return fields.size() >= text.size() && std::equal(text.begin(), text.end(), fields.begin(),
                                                    [](char c, std::byte b) { return static_cast<std::byte>(c) == b; });
}

constexpr unsigned divided_up(unsigned a, unsigned b) noexcept {
  return (a + b - 1) / b;
}

/// The walk from SOI to the first SOS. Each function is false when the JPEG is not to be skimmed.
class SkimHeaderReader {
 public:
  explicit SkimHeaderReader(Fields jpeg) noexcept : jpeg_(jpeg) {}

  std::optional<SkimHeader> read() noexcept {
    JpegSegments segments(jpeg_);
    while (const auto segment = segments.next()) {
      if (!read_segment(segment->marker, segment->payload)) break;
      if (segment->marker == jpeg::sos) return header_;
    }
    return std::nullopt;
  }

 private:
  bool read_segment(std::uint8_t marker, Fields fields) noexcept {
    constexpr std::uint8_t dqt = 0xDB, app0 = 0xE0, app14 = 0xEE, app15 = 0xEF, com = 0xFE;
    switch (marker) {
      case jpeg::sof0:
      case jpeg::sof1: return read_frame(fields);
      case jpeg::dht: return read_codes(fields);
      case jpeg::dri: return read_restarts(fields);
      case jpeg::sos: return read_scan(fields);
      case dqt: return read_quants(fields);
      case app0: return read_jfif(fields);
      case app14: return read_adobe(fields);
      case com: return true;
      default: return marker > app0 && marker <= app15;
    }
  }

  bool read_frame(Fields fields) noexcept {
    if (header_.count != 0 || fields.size() < 6 || field(fields, 0) != 8) return false;
    header_.height = field(fields, 1) << 8 | field(fields, 2);
    header_.width = field(fields, 3) << 8 | field(fields, 4);
    header_.count = field(fields, 5);
    if (header_.count != 1 && header_.count != 3) return false;
    for (const unsigned length : {header_.width, header_.height})
      if (length < 1 || length > most_pixels_across) return false;
    if (fields.size() != 6 + 3 * header_.count) return false;
    unsigned blocks = 0;
    for (std::size_t c = 0; c < header_.count; ++c) {
      SkimComponent& component = header_.components[c];
      ids_[c] = field(fields, 6 + 3 * c);
      component.across = field(fields, 7 + 3 * c) >> 4;
      component.down = field(fields, 7 + 3 * c) & 15;
      quants_used_[c] = field(fields, 8 + 3 * c);
      for (const unsigned factor : {component.across, component.down})
        if (factor != 1 && factor != 2 && factor != 4) return false;
      blocks += component.across * component.down;
    }
    // A scan of one component is not interleaved: its unit is one block, whatever its factors are.
    SkimComponent& luma = header_.components[0];
    if (header_.count == 1) luma.across = luma.down = blocks = 1;
    for (const SkimComponent& component : header_.components)
      if (component.across > luma.across || component.down > luma.down) return false;
    header_.mcus_across = divided_up(header_.width, 8 * luma.across);
    header_.mcus_down = divided_up(header_.height, 8 * luma.down);
    return blocks <= most_blocks_in_mcu;
  }

  bool read_quants(Fields fields) noexcept {
    for (; !fields.empty(); fields = fields.subspan(65)) {
      const unsigned number = field(fields, 0);  // with 16 added when the divisors have 16 bits
      if (number >= quants_.size() || fields.size() < 65) return false;
      quants_[number] = fields.subspan(1, 64);
      if (std::count(quants_[number].begin(), quants_[number].end(), std::byte{0}) > 0) return false;
    }
    return true;
  }

  bool read_codes(Fields fields) noexcept {
    while (!fields.empty()) {
      const unsigned number = field(fields, 0) & 15, kind = field(fields, 0) >> 4;
      if (fields.size() < 17 || number >= codes_[0].size() || kind >= codes_.size()) return false;
      std::size_t symbols = 0;
      for (std::size_t length = 1; length <= 16; ++length) symbols += field(fields, length);
      if (symbols > 256 || symbols > fields.size() - 17) return false;
      codes_[kind][number] = fields.subspan(1, 16 + symbols);
      fields = fields.subspan(17 + symbols);
    }
    return true;
  }

  bool read_restarts(Fields fields) noexcept {
    if (fields.size() != 2) return false;
    header_.restart_interval = field(fields, 0) << 8 | field(fields, 1);
    return true;
  }

  bool read_jfif(Fields fields) noexcept {
    using namespace std::string_view_literals;
    if (!says(fields, "JFIF\0"sv)) return true;
    return fields.size() >= 14 && field(fields, 5) == 1;
  }

  bool read_adobe(Fields fields) noexcept {
    if (!says(fields, "Adobe")) return true;
    return fields.size() >= 12 && field(fields, 11) == 1;  // the transform: YCbCr
  }

  bool read_scan(Fields fields) noexcept {
    const std::size_t count = header_.count;
    if (count == 0 || fields.size() != 4 + 2 * count || field(fields, 0) != count) return false;
    if (count == 3 && ids_[0] == 'R' && ids_[1] == 'G' && ids_[2] == 'B') return false;
    if (count == 3 && (ids_[0] == ids_[1] || ids_[1] == ids_[2] || ids_[2] == ids_[0])) return false;
    if (field(fields, 2 * count + 1) != 0 || field(fields, 2 * count + 2) != 63 || field(fields, 2 * count + 3) != 0)
      return false;
    for (std::size_t c = 0; c < count; ++c) {
      const unsigned dc = field(fields, 2 + 2 * c) >> 4, ac = field(fields, 2 + 2 * c) & 15;
      if (field(fields, 1 + 2 * c) != ids_[c] || dc >= codes_[0].size() || ac >= codes_[0].size()) return false;
      if (quants_used_[c] >= quants_.size()) return false;
      SkimComponent& component = header_.components[c];
      component.quant = quants_[quants_used_[c]];
      component.dc = codes_[0][dc];
      component.ac = codes_[1][ac];
      if (component.quant.empty() || component.dc.empty() || component.ac.empty()) return false;
    }
    header_.data = static_cast<std::size_t>(fields.data() + fields.size() - jpeg_.data());
    return true;
  }

  const Fields jpeg_;
  SkimHeader header_;
  std::array<unsigned, 3> ids_{};
  std::array<unsigned, 3> quants_used_{};
  std::array<Fields, 4> quants_{};
  std::array<std::array<SkimCode, 4>, 2> codes_{};  ///< of DC and AC
};

}  // namespace

std::optional<SkimHeader> read_skim_header(std::span<const std::byte> jpeg) noexcept {
  return SkimHeaderReader(jpeg).read();
}

}  // namespace framewake
