// This program's stage `motion` with its defaults, as in the daemon: decoded only as far as it asks for.
#include "bench/accuracy/finder.hpp"
#include "decode/decoder.hpp"
#include "decode/picture.hpp"
#include "frame/image_header.hpp"
#include "vision/pipeline.hpp"

namespace framewake::bench {
namespace {

PipelineSpec only_motion() {
  return {"accuracy", {{"motion", built_in_stages().find("motion")->options.make()}}};
}

class Framewake final : public Finder {
 public:
  std::vector<cv::Rect> find(const std::string& jpeg, double t) override {
    EncodedFrame frame;
    frame.message = jpeg;
    frame.header = read_image_header(frame.image()).header;
    frame.session = 1;
    frame.arrival = TimePoint(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1000 + t)));
    Picture picture(frame, decoder_, steady_time());
    Result result;
    if (const auto rejection = pipeline_.run(frame, picture, result)) throw Broken("accuracy: " + rejection->detail);
    std::vector<cv::Rect> boxes;
    for (const Box& box : result.motion->regions) boxes.emplace_back(box[0], box[1], box[2], box[3]);
    return boxes;
  }

 private:
  Decoder decoder_;
  Pipeline pipeline_{only_motion(), built_in_stages(), steady_time()};
};

}  // namespace

std::unique_ptr<Finder> make_framewake_finder() {
  return std::make_unique<Framewake>();
}

}  // namespace framewake::bench
