// The texts of the enumerations: one place, because the protocol is made of them.
#include "frame/camera_status.hpp"
#include "frame/decode_form.hpp"
#include "frame/image_header.hpp"
#include "frame/rejection.hpp"

namespace framewake {

std::string_view to_string(ImageFormat format) noexcept {
  switch (format) {
    case ImageFormat::jpeg: return "JPEG";
    case ImageFormat::png: return "PNG";
    case ImageFormat::webp: return "WebP";
  }
  return "?";
}

std::string_view to_string(RejectReason reason) noexcept {
  switch (reason) {
    case RejectReason::too_large: return "too_large";
    case RejectReason::bad_image: return "bad_image";
    case RejectReason::too_many_pixels: return "too_many_pixels";
    case RejectReason::bad_message: return "bad_message";
    case RejectReason::rate: return "rate";
    case RejectReason::internal: return "internal";
  }
  return "?";
}

std::string_view to_string(CameraState state) noexcept {
  switch (state) {
    case CameraState::live: return "live";
    case CameraState::stale: return "stale";
    case CameraState::offline: return "offline";
    case CameraState::frozen: return "frozen";
  }
  return "?";
}

std::string_view to_string(DecodeForm form) noexcept {
  switch (form) {
    case DecodeForm::gray_1_8: return "gray_1_8";
    case DecodeForm::gray_1_4: return "gray_1_4";
    case DecodeForm::gray_1_2: return "gray_1_2";
    case DecodeForm::gray: return "gray";
    case DecodeForm::bgr_1_8: return "bgr_1_8";
    case DecodeForm::bgr_1_4: return "bgr_1_4";
    case DecodeForm::bgr_1_2: return "bgr_1_2";
    case DecodeForm::bgr_region: return "bgr_region";
    case DecodeForm::bgr: return "bgr";
  }
  return "?";
}

}  // namespace framewake
