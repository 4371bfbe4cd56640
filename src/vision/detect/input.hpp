#pragma once
// A picture as a network wants it: fitted into the network's size, as floats, colour by colour.

#include <opencv2/core/mat.hpp>
#include <optional>
#include <string_view>

namespace framewake {

/// How a picture lies in a network's input: its whole, scaled evenly, in the middle, with gray beside it; or stretched.
class Fit {
 public:
  /// Both sizes at least 1 × 1.
  static Fit letterbox(cv::Size picture, cv::Size network);
  static Fit stretch(cv::Size picture, cv::Size network);

  /// Where the picture lies in the network's input; at least 1 × 1, within it.
  cv::Rect place() const { return place_; }
  /// From pixels of the network's input to pixels of the picture.
  cv::Rect2f to_picture(const cv::Rect2f& box) const;

 private:
  Fit(cv::Rect place, cv::Size picture);
  cv::Rect place_;
  float scale_x_;  ///< picture pixels for one of the network's
  float scale_y_;
};

/// What a network takes: (pixel − mean) × scale, in the order blue, green, red or the reverse.
struct InputForm {
  cv::Size size{320, 320};
  bool letterbox = true;
  bool red_first = true;
  float scale = 1.0F / 255;
  cv::Scalar mean{};  ///< of blue, green, red
};

/// "104, 117, 123" as blue, green, red, or one number (0 to 255) for all; nothing when it is neither.
std::optional<cv::Scalar> parse_mean(std::string_view text);

/// The size at which a picture (at least 1 × 1) is searched with a window: in its own proportions, the longer side `side`, or
/// more where no window would lie in it; but at most twice its own size, as there is no more in it to be seen.
cv::Size size_for_windows(cv::Size picture, int side, cv::Size window);

Fit fit_of(const InputForm& form, cv::Size picture);

/// `bgr` (CV_8UC3, at least 1 × 1) as a CV_32F tensor 1 × 3 × height × width in `blob`, whose memory is used again.
void fill_blob(const cv::Mat& bgr, const InputForm& form, cv::Mat& blob);

}  // namespace framewake
