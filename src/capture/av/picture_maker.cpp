#include "capture/av/picture_maker.hpp"

namespace framewake::av {
namespace {

/// The sampling of the formats that TurboJPEG takes as they are.
std::optional<Sampling> sampling_of(int format) {
  switch (format) {
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P: return Sampling::yuv420;
    case AV_PIX_FMT_YUV422P:
    case AV_PIX_FMT_YUVJ422P: return Sampling::yuv422;
    case AV_PIX_FMT_YUV444P:
    case AV_PIX_FMT_YUVJ444P: return Sampling::yuv444;
    case AV_PIX_FMT_GRAY8: return Sampling::gray;
    default: return std::nullopt;
  }
}

bool is_full_range(const AVFrame& frame) {
  switch (frame.format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_GRAY8: return true;
    default: return frame.color_range == AVCOL_RANGE_JPEG;
  }
}

/// swscale wants the old full-range formats by their present names.
AVPixelFormat present_name(int format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P: return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P: return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P: return AV_PIX_FMT_YUV444P;
    default: return static_cast<AVPixelFormat>(format);
  }
}

Planes planes_of(const AVFrame& frame, Sampling sampling, bool full_range) {
  Planes planes;
  for (std::size_t i = 0; i < 3; ++i) {
    planes.data[i] = frame.data[i];
    planes.stride[i] = frame.linesize[i];
  }
  planes.size = {frame.width, frame.height};
  planes.sampling = sampling;
  planes.full_range = full_range;
  return planes;
}

}  // namespace

std::variant<Planes, std::string> PictureMaker::make(const AVFrame& frame) {
  const PictureSize has{frame.width, frame.height};
  const auto sampling = sampling_of(frame.format);
  if (sampling && size_.value_or(has) == has) return planes_of(frame, *sampling, is_full_range(frame));
  return scale(frame, size_.value_or(has));
}

std::variant<Planes, std::string> PictureMaker::scale(const AVFrame& frame, PictureSize to) {
  const bool smaller = to.width < frame.width;
  scaler_.reset(sws_getCachedContext(scaler_.release(), frame.width, frame.height, present_name(frame.format), to.width,
                                     to.height, AV_PIX_FMT_YUV420P, smaller ? SWS_AREA : SWS_BICUBIC, nullptr, nullptr,
                                     nullptr));
  if (!scaler_) return "libswscale cannot convert pictures of this kind";
  const int* matrix = sws_getCoefficients(SWS_CS_DEFAULT);  // BT.601, JPEG's
  constexpr int one = 1 << 16;
  sws_setColorspaceDetails(scaler_.get(), matrix, is_full_range(frame) ? 1 : 0, matrix, /*to full range*/ 1, 0, one,
                           one);
  if (!scaled_ || scaled_->width != to.width || scaled_->height != to.height) {
    scaled_.reset(av_frame_alloc());
    scaled_->format = AV_PIX_FMT_YUV420P;
    scaled_->width = to.width;
    scaled_->height = to.height;
    const int error = av_frame_get_buffer(scaled_.get(), 0);
    if (error < 0) return "no memory for a picture: " + error_text(error);
  }
  sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, scaled_->data, scaled_->linesize);
  return planes_of(*scaled_, Sampling::yuv420, true);
}

}  // namespace framewake::av
