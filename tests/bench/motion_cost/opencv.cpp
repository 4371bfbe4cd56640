#include "bench/motion_cost/contenders.hpp"

#ifdef BENCH_WITH_OPENCV
#include <opencv2/core/utility.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/video/background_segm.hpp>

#include "bench/support/usage.hpp"

namespace framewake::bench {
namespace {

class Opencv final : public Contender {
 public:
  explicit Opencv(const Footage& footage) : footage_(footage) { cv::setNumThreads(1); }

  double run(const Piece& piece) override {
    const double before = thread_cpu_seconds();
    for (std::size_t i = 0; i < piece.count; ++i) {
      const std::string& jpeg = footage_.at(piece.from + i);
      // imdecode wants a Mat; this one borrows the bytes, which it does not write to.
      const cv::Mat bytes(1, static_cast<int>(jpeg.size()), CV_8UC1, const_cast<char*>(jpeg.data()));
      cv::imdecode(bytes, cv::IMREAD_COLOR, &picture_);
      if (picture_.empty()) throw Broken("motion: imdecode failed");
      model_->apply(picture_, moving_);
    }
    return thread_cpu_seconds() - before;
  }

 private:
  const Footage& footage_;
  const cv::Ptr<cv::BackgroundSubtractorMOG2> model_ = cv::createBackgroundSubtractorMOG2();
  cv::Mat picture_, moving_;
};

}  // namespace

std::unique_ptr<Contender> make_opencv(const Footage& footage) {
  return std::make_unique<Opencv>(footage);
}

}  // namespace framewake::bench
#else
namespace framewake::bench {
std::unique_ptr<Contender> make_opencv(const Footage&) {
  return nullptr;
}
}  // namespace framewake::bench
#endif
