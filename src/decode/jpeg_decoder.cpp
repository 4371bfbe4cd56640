#include "decode/jpeg_decoder.hpp"

#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <new>
#include <stdexcept>

#include "base/log.hpp"
#include "decode/pixels.hpp"

namespace framewake {
namespace {

constexpr std::array end_of_image{std::byte{0xFF}, std::byte{0xD9}};
/// First coefficient, last coefficient, bit positions: what a sequential scan's header must say.
constexpr std::array sequential{std::byte{0}, std::byte{63}, std::byte{0}};

/// Where the three spectral bytes of the first scan's header are: its last.
std::size_t spectral_bytes(const JpegLayout& layout) {
  return layout.first_scan_data - sequential.size();
}

}  // namespace

void JpegDecoder::Close::operator()(void* handle) const noexcept {
  tjDestroy(handle);
}

JpegDecoder::JpegDecoder(bool skims) : turbo_(tjInitDecompress()) {
  if (skims) skimmer_.emplace();
  if (!turbo_) throw std::runtime_error(std::string("TurboJPEG: ") + tjGetErrorStr2(nullptr));
}

JpegDecoder::~JpegDecoder() = default;

void JpegDecoder::visit_buffers(const BufferVisit& visit) {
  regions_.visit_buffers(visit);
  if (skimmer_) skimmer_->visit_buffers(visit);
  visit(mended_);
  visit(cmyk_);
}

std::string JpegDecoder::open(std::span<const std::byte> jpeg, const ImageHeader& header) {
  jpeg_ = jpeg;
  JpegLayoutReading reading = read_jpeg_layout(jpeg, header);
  layout_ = reading.layout;
  if (!layout_.brings_tables) forget_tables();
  if (reading.problem.empty()) mend();
  return std::move(reading.problem);
}

/// libjpeg keeps the tables of one JPEG for the next. A JPEG that lacks some must not get those of another camera's: webcams leave
/// out the standard's Huffman tables, which libjpeg puts in only where it has none.
void JpegDecoder::forget_tables() {
  turbo_.reset(tjInitDecompress());
  if (!turbo_) throw std::bad_alloc();
}

void JpegDecoder::mend() {
  // With EOI added, libjpeg complains exactly when data are really missing. Two kinds stay as they are, and are refused
  // for their missing EOI: several scans of which some have not come, because the ones that have may be whole, and
  // arithmetic coding, whose decoder goes on with zeros and says nothing.
  const bool lacks_end = !std::equal(end_of_image.begin(), end_of_image.end(), jpeg_.end() - end_of_image.size());
  const bool add_end = lacks_end && layout_.complete && !layout_.arithmetic;
  const auto spectral = jpeg_.subspan(spectral_bytes(layout_), sequential.size());
  const bool set_spectral = layout_.one_scan && !std::equal(sequential.begin(), sequential.end(), spectral.begin());
  if (!add_end && !set_spectral) return;

  const std::size_t size = jpeg_.size() + (add_end ? end_of_image.size() : 0);
  auto* copy = reinterpret_cast<std::byte*>(mended_.at_least(size));
  std::byte* end = std::copy(jpeg_.begin(), jpeg_.end(), copy);
  if (add_end) std::copy(end_of_image.begin(), end_of_image.end(), end);
  if (set_spectral) std::copy(sequential.begin(), sequential.end(), copy + spectral_bytes(layout_));
  jpeg_ = {copy, size};
}

std::string JpegDecoder::decode(int pixel_format, cv::Mat& target) {
  const int failed = tjDecompress2(turbo_.get(), reinterpret_cast<const unsigned char*>(jpeg_.data()), jpeg_.size(),
                                   target.data, target.cols, static_cast<int>(target.step), target.rows, pixel_format,
                                   TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS);
  if (failed == 0) return {};
  std::string words = printable(tjGetErrorStr2(turbo_.get()), 200);
  return tolerable(words) ? std::string() : words;
}

bool JpegDecoder::tolerable(const std::string& warning) const {
  // libjpeg says so when it looks for EOI behind the scan. In a JPEG of one scan all pixels have been written by then;
  // with restart markers only if it found all of them.
  constexpr std::string_view before = "Corrupt JPEG data: ", after = " extraneous bytes before marker 0xd9";
  constexpr unsigned most = 16;
  if (!warning.starts_with(before) || !warning.ends_with(after)) return false;
  unsigned count = most + 1;
  std::from_chars(warning.data() + before.size(), warning.data() + warning.size() - after.size(), count);
  return count <= most && layout_.one_scan && has_all_restarts(jpeg_, layout_);
}

std::string JpegDecoder::decode_cmyk(const cv::Mat& target, cv::Mat& cmyk) {
  cmyk = cv::Mat(target.rows, target.cols, CV_8UC4, cmyk_.at_least(target.total() * 4));
  return decode(TJPF_CMYK, cmyk);
}

std::string JpegDecoder::decode_gray(cv::Mat& target) {
  if (layout_.brings_tables && skimmer_ && skimmer_->gray(jpeg_, target)) return {};
  if (!is_cmyk()) return decode(TJPF_GRAY, target);
  cv::Mat cmyk;
  std::string problem = decode_cmyk(target, cmyk);
  if (problem.empty()) cmyk_to_gray(cmyk, target);
  return problem;
}

std::string JpegDecoder::decode_bgr(cv::Mat& target) {
  if (!is_cmyk()) return decode(TJPF_BGR, target);
  cv::Mat cmyk;
  std::string problem = decode_cmyk(target, cmyk);
  if (problem.empty()) cmyk_to_bgr(cmyk, target);
  return problem;
}

bool JpegDecoder::decode_bgr_part(const cv::Rect& part, cv::Mat& target) {
  // libjpeg has no parts of what it must read as a whole first, may know tables of another JPEG, and CMYK is ours to convert.
  return layout_.brings_tables && !layout_.arithmetic && !is_cmyk() && regions_.decode(jpeg_, part, target);
}

}  // namespace framewake
