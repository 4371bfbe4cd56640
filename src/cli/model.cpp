#include "cli/model.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>
#include <sstream>
#include <variant>

#include "app/serve.hpp"
#include "base/log.hpp"
#include "base/plain_file.hpp"
#include "capture/jpeg_encoder.hpp"
#include "cli/number.hpp"
#include "decode/decoder.hpp"
#include "decode/picture.hpp"
#include "vision/pipeline.hpp"

namespace framewake {
namespace {

int refuse(std::ostream& err, int status, const std::string& what) {
  err << "framewake model: " << what << "\n";
  return status;
}

/// The image as a camera would have sent it, or what is wrong with it.
std::variant<EncodedFrame, std::string> read_image(const std::string& path) {
  constexpr Bytes most = mebibytes(256);
  PlainFile file = read_plain_file(path, most);
  if (!file.ok()) return path + " " + file.problem;
  EncodedFrame frame;
  frame.message = std::move(file.content);
  const HeaderReading reading = read_image_header(frame.image());
  if (!reading.ok()) return path + " is no image: " + std::string(reading.problem);
  frame.header = reading.header;
  return frame;
}

/// All in one line.
std::string line_of(const StageFaults& faults) {
  std::string line;
  for (const StageFault& fault : faults) line += (line.empty() ? "" : "; ") + fault.key + " is " + fault.what;
  return line;
}

/// The stage `detect` alone, as a configuration would have it; or what is wrong with the model.
std::variant<PipelineSpec, std::string> pipeline_of(const ModelCommand& command, const StageTable& stages) {
  const StageKind& kind = *stages.find("detect");
  auto options = kind.options.make();
  const auto set = [&](const char* key, const OptionValue& value) {
    kind.options.find(key)->set(options.get(), value);
  };
  set("model", command.model);
  set("config", command.config);
  set("labels", command.labels);
  set("score", command.score);
  for (const auto& [key, value] : command.how) set(key.c_str(), value);
  if (const StageFaults faults = kind.prepare(options.get(), {}); !faults.empty()) return line_of(faults);
  return PipelineSpec{"model", {{"detect", options}}};
}

void draw(cv::Mat& picture, const DetectedObject& object) {
  const cv::Scalar colour(40, 220, 80);
  const cv::Rect box(object.box[0], object.box[1], object.box[2], object.box[3]);
  cv::rectangle(picture, box, colour, 2);
  std::ostringstream text;
  text << object.label << ' ' << std::fixed << std::setprecision(2) << object.score;
  const cv::Point place(box.x + 3, std::max(box.y - 5, 14));
  cv::putText(picture, text.str(), place, cv::FONT_HERSHEY_SIMPLEX, 0.5, {0, 0, 0}, 3, cv::LINE_AA);
  cv::putText(picture, text.str(), place, cv::FONT_HERSHEY_SIMPLEX, 0.5, colour, 1, cv::LINE_AA);
}

/// "" or what is wrong.
std::string write_jpeg(const cv::Mat& bgr, const std::string& path) {
  constexpr int quality = 90;
  cv::Mat colours;
  cv::cvtColor(bgr, colours, cv::COLOR_BGR2YCrCb);
  std::vector<cv::Mat> planes;
  cv::split(colours, planes);
  const auto stride = static_cast<int>(planes[0].step);
  auto jpeg = JpegEncoder(quality).encode({.data = {planes[0].data, planes[2].data, planes[1].data},
                                           .stride = {stride, stride, stride},
                                           .size = {bgr.cols, bgr.rows},
                                           .sampling = Sampling::yuv444,
                                           .full_range = true});
  if (auto* problem = std::get_if<JpegEncoder::Problem>(&jpeg)) return problem->text;
  std::ofstream file(path, std::ios::binary);
  file << std::get<std::string>(jpeg);
  file.flush();
  return file.good() ? "" : path + " cannot be written";
}

void print(std::ostream& out, const Result& result) {
  out << std::fixed;
  for (const DetectedObject& object : *result.objects)
    out << object.label << " " << std::setprecision(2) << object.score << " [" << object.box[0] << ", " << object.box[1]
        << ", " << object.box[2] << ", " << object.box[3] << "]\n";
  const double spent = static_cast<double>(to_us(result.times.stages.front().spent)) / 1000;
  out << "# " << result.objects->size() << " seen in " << result.width << "×" << result.height << ", in "
      << std::setprecision(1) << spent << " ms\n";
}

}  // namespace

int run_model(const ModelCommand& command, const StageTable& stages, std::ostream& out, std::ostream& err) {
  cv::setNumThreads(1);  // as in the daemon
  auto image = read_image(command.image);
  if (const auto* problem = std::get_if<std::string>(&image))
    return refuse(err, exit_failure, printable(*problem, 300));
  const auto spec = pipeline_of(command, stages);
  if (const auto* problem = std::get_if<std::string>(&spec))
    return refuse(err, exit_bad_config, printable(*problem, 700));
  Pipeline pipeline(std::get<PipelineSpec>(spec), stages, steady_time());
  const EncodedFrame& frame = std::get<EncodedFrame>(image);
  Decoder decoder;
  Picture picture(frame, decoder, steady_time());
  Result result;
  if (const auto rejection = pipeline.run(frame, picture, result))
    return refuse(err, exit_failure, printable(command.image + " does not decode: " + rejection->detail, 300));
  if (!result.objects)
    return refuse(
        err, exit_failure,
        printable(command.model + " gives no numbers (NaN or infinite) for this picture, so nobody knows what "
                                  "is in it",
                  300));
  print(out, result);
  if (command.out.empty()) return exit_fine;
  const cv::Mat* pixels = picture.bgr();
  if (pixels == nullptr) return refuse(err, exit_failure, printable(command.image + " does not decode", 300));
  cv::Mat drawn = pixels->clone();
  for (const DetectedObject& object : *result.objects) draw(drawn, object);
  const std::string problem = write_jpeg(drawn, command.out);
  return problem.empty() ? exit_fine : refuse(err, exit_failure, printable(problem, 300));
}

void add_model(CLI::App& app, const StageTable& stages, std::function<int()>& chosen) {
  const auto command = std::make_shared<ModelCommand>();
  CLI::App* model = app.add_subcommand("model", "Show what a model of the stage detect sees in a picture");
  model->add_option("FILE", command->model, "The model: .weights, .onnx, .caffemodel, .pb, .xml, or hog")->required();
  model->add_option("IMAGE", command->image, "A JPEG, PNG or WebP file")->required();
  model->add_option("--config", command->config, "What describes the network, for formats that need it: .cfg and such");
  model->add_option("--labels", command->labels, "The names of the classes, one a line");
  model->add_option("--score", command->score, "How sure the model must be")
      ->check(CLI::Range(0.0, 1.0))
      ->check(is_a_number);
  add_model_options(*model, stages.find("detect")->options, command->how);
  model->add_option("-o,--output", command->out, "Write the picture with the boxes drawn into it as a JPEG");
  model->callback([command, &stages, &chosen] {
    chosen = [command, &stages] { return run_model(*command, stages, std::cout, std::cerr); };
  });
}

}  // namespace framewake
