#pragma once
// Why a frame was refused: the reason is one of the words of the protocol, the detail is for a person.

#include <cstdint>
#include <string>
#include <string_view>

namespace framewake {

enum class RejectReason : std::uint8_t {
  too_large,        ///< more bytes than ingest.max_message
  bad_image,        ///< not an image that we take, or one that does not decode
  too_many_pixels,  ///< width × height over processing.max_pixels
  bad_message,      ///< a message that is no frame: wrong envelope, text that is neither JSON we know nor a data URL
  rate,             ///< more than the camera may send
  internal          ///< our fault: a stage failed on it
};

std::string_view to_string(RejectReason reason) noexcept;  // the protocol's word: "too_large", …

struct Rejection {
  RejectReason reason = RejectReason::bad_image;
  std::string detail;  ///< one line, printable
};

/// The protocol's {"type":"rejected",…} for a camera's frame of this number.
std::string rejected_json(std::uint64_t frame, const Rejection& rejection);

}  // namespace framewake
