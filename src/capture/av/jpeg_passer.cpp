#include "capture/av/jpeg_passer.hpp"

#include <cstring>
#include <span>

namespace framewake::av {
namespace {

struct Findings {
  bool complete = false;  // a frame header and a scan were seen
  bool tables = false;    // has Huffman tables, or needs none (arithmetic coding)
  bool fields = false;    // one of two fields
};

/// Walks the segments up to the first scan.
Findings look_into(std::span<const std::uint8_t> jpeg) {
  Findings found;
  if (jpeg.size() < 4 || jpeg[0] != 0xff || jpeg[1] != 0xd8) return found;
  bool frame_header = false;
  for (std::size_t at = 2; at + 4 <= jpeg.size();) {
    if (jpeg[at] != 0xff) return found;
    const unsigned marker = jpeg[at + 1];
    if (marker == 0xff) {  // filling
      ++at;
      continue;
    }
    const std::size_t length = std::size_t{jpeg[at + 2]} * 256 + jpeg[at + 3];
    if (length < 2 || at + 2 + length > jpeg.size()) return found;
    const auto* body = jpeg.data() + at + 4;
    if (marker == 0xe0 && length >= 7 && std::memcmp(body, "AVI1", 4) == 0) found.fields = body[4] != 0;
    if (marker == 0xc4 || marker == 0xc9 || marker == 0xca) found.tables = true;
    if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) frame_header = true;
    if (marker == 0xda) {
      found.complete = frame_header;
      return found;
    }
    at += 2 + length;
  }
  return found;
}

}  // namespace

std::optional<std::string> JpegPasser::pass(const AVPacket& packet, const AVCodecParameters& parameters) {
  const auto found = look_into({packet.data, static_cast<std::size_t>(packet.size)});
  if (!found.complete || found.fields) return std::nullopt;
  if (!found.tables) return with_tables(packet, parameters);
  return std::string(reinterpret_cast<const char*>(packet.data), static_cast<std::size_t>(packet.size));
}

std::optional<std::string> JpegPasser::with_tables(const AVPacket& packet, const AVCodecParameters& parameters) {
  if (!filter_) {
    AVBSFContext* made = nullptr;
    const AVBitStreamFilter* kind = av_bsf_get_by_name("mjpeg2jpeg");
    if (kind == nullptr || av_bsf_alloc(kind, &made) < 0) return std::nullopt;
    filter_.reset(made);
    if (avcodec_parameters_copy(made->par_in, &parameters) < 0 || av_bsf_init(made) < 0) {
      filter_.reset();
      return std::nullopt;
    }
  }
  const Packet in(av_packet_clone(&packet));
  const Packet out(av_packet_alloc());
  if (!in || !out || av_bsf_send_packet(filter_.get(), in.get()) < 0 ||
      av_bsf_receive_packet(filter_.get(), out.get()) < 0) {
    av_bsf_flush(filter_.get());
    return std::nullopt;
  }
  return std::string(reinterpret_cast<const char*>(out->data), static_cast<std::size_t>(out->size));
}

}  // namespace framewake::av
