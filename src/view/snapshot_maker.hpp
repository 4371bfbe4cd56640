#pragma once
// A frame as a JPEG that may leave the process.

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/time.hpp"
#include "frame/encoded_frame.hpp"
#include "frame/result.hpp"

namespace framewake {

/// Thread-bound.
class SnapshotMaker {
 public:
  explicit SnapshotMaker(const TimeSource& time);
  ~SnapshotMaker();

  struct Problem {
    std::string text;
  };
  /// `width`: no wider than that, in pixels; 0: as it is. A frame of a pipeline that hides nothing, of which no other size is
  /// wanted, goes out as the bytes that came when it is a JPEG, with all that they hold (EXIF, thumbnails); every other one
  /// is made anew, and holds pixels only. What is wrong with the frame, or keeps it from being compressed, is the Problem.
  /// Throws what else goes wrong: std::bad_alloc or cv::Exception without memory, std::runtime_error when TurboJPEG cannot be
  /// set up.
  std::variant<std::string, Problem> make(const EncodedFrame& frame, const std::optional<PrivacyResult>& privacy,
                                          int width);

 private:
  struct Tools;
  const TimeSource& time_;
  std::unique_ptr<Tools> tools_;  ///< made when first needed: they take memory
};

}  // namespace framewake
