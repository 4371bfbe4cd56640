// This program's stage `motion` with its defaults, as in the daemon: decoded only as far as it asks for.
#include "bench/accuracy/finder.hpp"
#include "bench/vision/runner.hpp"

namespace framewake::bench {
namespace {

class Framewake final : public Finder {
 public:
  std::vector<cv::Rect> find(const std::string& jpeg, double t) override {
    const Result result = runner_.run(jpeg, t);
    std::vector<cv::Rect> boxes;
    for (const Box& box : result.motion->regions) boxes.emplace_back(box[0], box[1], box[2], box[3]);
    return boxes;
  }

 private:
  PipelineRunner runner_{"", Options{}};  // the built-in pipeline: motion
};

}  // namespace

std::unique_ptr<Finder> make_framewake_finder() {
  return std::make_unique<Framewake>();
}

}  // namespace framewake::bench
