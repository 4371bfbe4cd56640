#include "decode/picture.hpp"

#include <bit>
#include <stdexcept>
#include <utility>

#include "decode/pixels.hpp"
#include "decode/png_decoder.hpp"
#include "decode/tools.hpp"
#include "decode/webp_decoder.hpp"

namespace framewake {
namespace {

/// 1, 2, 4, 8 → 0, 1, 2, 3.
std::size_t level_of(int denominator) {
  if (denominator != 1 && denominator != 2 && denominator != 4 && denominator != 8)
    throw std::logic_error("a picture can be had at 1/1, 1/2, 1/4 and 1/8 of its size");
  return static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(denominator)));
}

constexpr int reduced(int length, std::size_t level) {
  return (length + (1 << level) - 1) >> level;
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
    : frame_(frame), decoder_(decoder), time_(time) {}

Picture::~Picture() = default;

int Picture::width() const noexcept {
  return static_cast<int>(frame_.header.width);
}
int Picture::height() const noexcept {
  return static_cast<int>(frame_.header.height);
}

const cv::Mat* Picture::gray(int denominator) {
  const std::size_t level = level_of(denominator);
  cv::Mat& image = gray_[level];
  if (error_) return nullptr;
  if (!image.empty()) return &image;
  const Timing timing(*this);
  if (!ready()) return nullptr;
  return settle(image, frame_.header.format == ImageFormat::jpeg ? decode_gray(level) : derive_gray(level));
}

const cv::Mat* Picture::bgr() {
  if (error_) return nullptr;
  if (!bgr_.empty()) return &bgr_;
  const Timing timing(*this);
  if (!ready()) return nullptr;
  return settle(bgr_, decode_bgr());
}

/// The checks that come before the first decoding. False when they fail: error_ says why.
bool Picture::ready() {
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

std::string Picture::decode_bgr() {
  Decoder::Tools& tools = *decoder_.tools_;
  const std::size_t size = frame_.header.pixels() * 3;
  bgr_ = cv::Mat(height(), width(), CV_8UC3, tools.bgr.at_least(size));
  switch (frame_.header.format) {
    case ImageFormat::jpeg: return tools.jpeg.decode_bgr(bgr_);
    case ImageFormat::png: return decode_png(frame_.image(), bgr_);
    case ImageFormat::webp: return decode_webp(frame_.image(), bgr_);
  }
  return "an image of unknown format";
}

/// JPEG gives luma of any level without colour and at less than full cost.
std::string Picture::decode_gray(std::size_t level) {
  Decoder::Tools& tools = *decoder_.tools_;
  const int rows = reduced(height(), level), columns = reduced(width(), level);
  const std::size_t size = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  gray_[level] = cv::Mat(rows, columns, CV_8UC1, tools.gray[level].at_least(size));
  return tools.jpeg.decode_gray(gray_[level]);
}

/// PNG and WebP are decoded to colour once; luma and its smaller sizes follow from that.
std::string Picture::derive_gray(std::size_t level) {
  if (bgr_.empty())
    if (std::string problem = decode_bgr(); !problem.empty()) return problem;
  const auto make = [&](std::size_t at) {
    const int rows = reduced(height(), at), columns = reduced(width(), at);
    const std::size_t size = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
    gray_[at] = cv::Mat(rows, columns, CV_8UC1, decoder_.tools_->gray[at].at_least(size));
  };
  if (gray_[0].empty()) {
    make(0);
    bgr_to_gray(bgr_, gray_[0]);
  }
  if (level > 0) {
    make(level);
    shrink_gray(gray_[0], 1 << level, gray_[level]);
  }
  return {};
}

}  // namespace framewake
