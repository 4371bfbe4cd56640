#include "decode/picture.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

#include "decode/pixels.hpp"
#include "decode/png_decoder.hpp"
#include "decode/tools.hpp"
#include "decode/webp_decoder.hpp"
#include "frame/exif.hpp"

namespace framewake {
namespace {

/// 1, 2, 4, 8 → 0, 1, 2, 3.
std::size_t level_of(int denominator) {
  if (denominator != 1 && denominator != 2 && denominator != 4 && denominator != 8)
    throw std::logic_error("a picture can be had at 1/1, 1/2, 1/4 and 1/8 of its size");
  return static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(denominator)));
}

constexpr std::array gray_forms{DecodeForm::gray, DecodeForm::gray_1_2, DecodeForm::gray_1_4, DecodeForm::gray_1_8};

constexpr std::array bgr_forms{DecodeForm::bgr, DecodeForm::bgr_1_2, DecodeForm::bgr_1_4, DecodeForm::bgr_1_8};
constexpr std::size_t smallest_level = 3;

constexpr int reduced(int length, std::size_t level) {
  return (length + (1 << level) - 1) >> level;
}

/// An image in the buffer's memory.
cv::Mat image_in(GrowBuffer& buffer, int rows, int columns, int type) {
  const std::size_t size =
      static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * static_cast<std::size_t>(CV_ELEM_SIZE(type));
  return {rows, columns, type, buffer.at_least(size)};
}

}  // namespace

/// Adds the time between its making and its end to the picture's decode time.
class Picture::Timing {
 public:
  explicit Timing(Picture& picture) : picture_(picture), begin_(picture.time_.now()) {}
  ~Timing() { picture_.decode_time_ += picture_.time_.now() - begin_; }
  Timing(const Timing&) = delete;
  Timing& operator=(const Timing&) = delete;

 private:
  Picture& picture_;
  const TimePoint begin_;
};

Picture::Picture(const EncodedFrame& frame, Decoder& decoder, const TimeSource& time)
    : frame_(frame),
      decoder_(decoder),
      time_(time),
      view_(static_cast<int>(frame.header.width), static_cast<int>(frame.header.height)) {
  decoder.tools_->next_frame(frame.arrival);
}

Picture::~Picture() = default;

void Picture::look_through(const View& view) {
  view_ = view;
  seen_gray_ = {};
  seen_bgr_.release();
  region_.release();
}

int Picture::exif_orientation() const noexcept {
  return read_exif_orientation(frame_.image());
}

const cv::Mat* Picture::gray(int denominator) {
  const std::size_t level = level_of(denominator);
  if (error_) return nullptr;
  return view_.is_plain() ? sent_gray(level) : seen_gray(level);
}

const cv::Mat* Picture::bgr() {
  if (error_) return nullptr;
  if (view_.is_plain()) return sent_bgr(0);
  if (!seen_bgr_.empty()) return &seen_bgr_;
  const std::size_t level = level_of(view_.denominator());
  return show(sent_bgr(level), level, decoder_.tools_->seen_bgr, seen_bgr_);
}

cv::Mat Picture::bgr(const cv::Rect& part) {
  if (error_) return {};
  const bool had = !region_.empty() && (region_place_ & part) == part;
  if (had || decode_region(part)) return region_(part - region_place_.tl());
  const cv::Mat* whole = bgr();
  return whole == nullptr ? cv::Mat() : (*whole)(part);
}

/// Below half of the picture a part costs less than the whole, wherever it lies (tests/bench/micro.cpp).
bool Picture::is_worth_a_region(const Box& sent) const {
  const bool is_sound =
      known_sound_ || std::any_of(gray_.begin(), gray_.end(), [](const cv::Mat& gray) { return !gray.empty(); });
  return frame_.header.format == ImageFormat::jpeg && is_sound && region_.empty() && bgr_[0].empty() &&
         view_.denominator() == 1 &&
         std::uint64_t{2} * static_cast<std::uint64_t>(sent[2]) * static_cast<std::uint64_t>(sent[3]) <=
             frame_.header.pixels();
}

bool Picture::decode_region(const cv::Rect& part) {
  const Box sent = view_.sent({part.x, part.y, part.width, part.height});
  if (!is_worth_a_region(sent)) return false;
  const Timing timing(*this);
  if (!ready()) return false;
  Decoder::Tools& tools = *decoder_.tools_;
  cv::Mat image = image_in(tools.region, sent[3], sent[2], CV_8UC3);
  ++decodes_[index_of(DecodeForm::bgr_region)];
  if (!tools.jpeg.decode_bgr_part({sent[0], sent[1], sent[2], sent[3]}, image)) return false;
  region_place_ = part;
  region_ = image;
  if (!view_.turn().is_none()) {
    region_ = image_in(tools.seen_region, part.height, part.width, CV_8UC3);
    turn_pixels(image, view_.turn(), region_);
  }
  return true;
}

/// What is to be seen at this level of the view is decoded at its level of the frame, or the smallest that there is.
const cv::Mat* Picture::seen_gray(std::size_t level) {
  cv::Mat& seen = seen_gray_[level];
  if (!seen.empty()) return &seen;
  GrowBuffer& buffer = decoder_.tools_->seen_gray[level];
  const std::size_t of_view = level_of(view_.denominator());
  if (of_view + level <= smallest_level) return show(sent_gray(of_view + level), of_view + level, buffer, seen);
  const std::size_t smallest = smallest_level - of_view;
  const cv::Mat* larger = seen_gray(smallest);
  if (larger == nullptr) return nullptr;
  const Timing timing(*this);
  seen = image_in(buffer, reduced(view_.height(), level), reduced(view_.width(), level), CV_8UC1);
  shrink(*larger, 1 << (level - smallest), seen);
  return &seen;
}

/// The view's part of a picture as sent, turned. Null when that is.
const cv::Mat* Picture::show(const cv::Mat* sent, std::size_t level, GrowBuffer& buffer, cv::Mat& seen) {
  if (sent == nullptr) return nullptr;
  const Timing timing(*this);
  const auto& [x, y, width, height] = view_.crop();
  const cv::Mat part = (*sent)(cv::Rect(x >> level, y >> level, reduced(width, level), reduced(height, level)));
  if (view_.turn().is_none()) {
    seen = part;
  } else {
    const bool swap = view_.turn().swap;
    seen = image_in(buffer, swap ? part.cols : part.rows, swap ? part.rows : part.cols, part.type());
    turn_pixels(part, view_.turn(), seen);
  }
  return &seen;
}

const cv::Mat* Picture::sent_gray(std::size_t level) {
  cv::Mat& image = gray_[level];
  if (!image.empty()) return &image;
  const Timing timing(*this);
  if (!ready()) return nullptr;
  return settle(image, frame_.header.format == ImageFormat::jpeg ? decode_gray(level) : derive_gray(level));
}

const cv::Mat* Picture::sent_bgr(std::size_t level) {
  cv::Mat& image = bgr_[level];
  if (!image.empty()) return &image;
  const Timing timing(*this);
  if (!ready()) return nullptr;
  return settle(image, level == 0 || frame_.header.format == ImageFormat::jpeg ? decode_bgr(level) : derive_bgr(level));
}

/// The checks that come before the first decoding. False when they fail: error_ says why.
bool Picture::ready() {
  decoder_.tools_->thread.check();
  if (header_checked_) return true;
  header_checked_ = true;
  std::string problem = check_header();
  if (problem.empty() && frame_.header.format == ImageFormat::jpeg)
    problem = decoder_.tools_->jpeg.open(frame_.image(), frame_.header);
  if (!problem.empty()) error_ = Rejection{RejectReason::bad_image, std::move(problem)};
  return !error_;
}

/// The buffers are made by the header that the frame carries: it must be that of the bytes.
std::string Picture::check_header() const {
  const HeaderReading reading = read_image_header(frame_.image());
  if (!reading.ok()) return std::string(reading.problem);
  const ImageHeader& said = frame_.header;
  if (reading.header.format != said.format || reading.header.width != said.width ||
      reading.header.height != said.height)
    return "the image is of another size or format than its frame says";
  return {};
}

const cv::Mat* Picture::settle(cv::Mat& image, std::string problem) {
  if (problem.empty()) return &image;
  error_ = Rejection{RejectReason::bad_image, std::move(problem)};
  return nullptr;
}

cv::Mat Picture::image_at(std::size_t level, int type, GrowBuffer& buffer) const {
  return image_in(buffer, reduced(view_.sent_height(), level), reduced(view_.sent_width(), level), type);
}

std::string Picture::decode_bgr(std::size_t level) {
  Decoder::Tools& tools = *decoder_.tools_;
  bgr_[level] = image_at(level, CV_8UC3, tools.bgr[level]);
  ++decodes_[index_of(bgr_forms[level])];
  switch (frame_.header.format) {
    case ImageFormat::jpeg: return tools.jpeg.decode_bgr(bgr_[level]);
    case ImageFormat::png: return decode_png(frame_.image(), bgr_[level]);
    case ImageFormat::webp: return decode_webp(frame_.image(), bgr_[level]);
  }
  return "an image of unknown format";
}

/// JPEG gives luma of any level without colour and at less than full cost.
std::string Picture::decode_gray(std::size_t level) {
  Decoder::Tools& tools = *decoder_.tools_;
  gray_[level] = image_at(level, CV_8UC1, tools.gray[level]);
  ++decodes_[index_of(gray_forms[level])];
  return tools.jpeg.decode_gray(gray_[level]);
}

/// PNG and WebP are decoded to colour once; smaller sizes and luma follow from that.
std::string Picture::derive_bgr(std::size_t level) {
  if (bgr_[0].empty())
    if (std::string problem = decode_bgr(0); !problem.empty()) return problem;
  bgr_[level] = image_at(level, CV_8UC3, decoder_.tools_->bgr[level]);
  shrink(bgr_[0], 1 << level, bgr_[level]);
  return {};
}

std::string Picture::derive_gray(std::size_t level) {
  if (bgr_[0].empty())
    if (std::string problem = decode_bgr(0); !problem.empty()) return problem;
  if (gray_[0].empty()) {
    gray_[0] = image_at(0, CV_8UC1, decoder_.tools_->gray[0]);
    bgr_to_gray(bgr_[0], gray_[0]);
  }
  if (level > 0) {
    gray_[level] = image_at(level, CV_8UC1, decoder_.tools_->gray[level]);
    shrink(gray_[0], 1 << level, gray_[level]);
  }
  return {};
}

}  // namespace framewake
