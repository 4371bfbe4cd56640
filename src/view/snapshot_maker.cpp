#include "view/snapshot_maker.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "decode/decoder.hpp"
#include "decode/picture.hpp"
#include "view/hide.hpp"
#include "view/jpeg_writer.hpp"

namespace framewake {
namespace {

/// With the same proportions; never larger than it is.
cv::Mat no_wider(const cv::Mat& bgr, int width) {
  if (width <= 0 || width >= bgr.cols) return bgr;
  const int height = std::max(1, static_cast<int>(std::lround(1.0 * bgr.rows * width / bgr.cols)));
  cv::Mat small;
  cv::resize(bgr, small, {width, height}, 0, 0, cv::INTER_AREA);
  return small;
}

}  // namespace

struct SnapshotMaker::Tools {
  Decoder decoder;
  JpegWriter writer;
};

SnapshotMaker::SnapshotMaker(const TimeSource& time) : time_(time) {}
SnapshotMaker::~SnapshotMaker() = default;

std::variant<std::string, SnapshotMaker::Problem> SnapshotMaker::make(const EncodedFrame& frame,
                                                                      const std::optional<PrivacyResult>& privacy,
                                                                      int width) {
  const bool as_it_is = !privacy && (width == 0 || width >= static_cast<int>(frame.header.width));
  if (as_it_is && frame.header.format == ImageFormat::jpeg) return frame.message.substr(frame.image_offset);
  if (!tools_) tools_ = std::make_unique<Tools>();
  Picture picture(frame, tools_->decoder, time_);
  const cv::Mat* decoded = picture.bgr();
  if (decoded == nullptr) return Problem{picture.error()->detail};
  cv::Mat bgr = decoded->clone();
  if (privacy) hide(bgr, *privacy);
  auto jpeg = tools_->writer.write(no_wider(bgr, width));
  if (!jpeg) return Problem{tools_->writer.problem()};
  return std::move(*jpeg);
}

}  // namespace framewake
