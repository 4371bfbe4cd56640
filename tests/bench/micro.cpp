// The steps of a frame's way one by one (Google Benchmark), each beside what it could be at best or was before.
#include <benchmark/benchmark.h>
#include <turbojpeg.h>

#include <memory>
#include <span>

#include "base/thread.hpp"
#include "decode/decoder.hpp"
#include "decode/jpeg_skim.hpp"
#include "decode/picture.hpp"
#include "frame/decision_log.hpp"
#include "frame/frame_decisions.hpp"
#include "frame/image_header.hpp"
#include "handoff/exchange.hpp"
#include "ingest/mask.hpp"
#include "output/result_json.hpp"
#include "support/images.hpp"
#include "vision/pipeline.hpp"

namespace framewake {
namespace {

constexpr int width = 1280;
constexpr int height = 720;

/// A camera's frames: a scene in which a block moves.
std::vector<EncodedFrame> make_frames(int count) {
  std::vector<EncodedFrame> frames;
  for (int step = 0; step < count; ++step) {
    EncodedFrame& frame = frames.emplace_back();
    frame.camera = *CameraId::parse("bench");
    frame.message = test::make_jpeg(test::make_scene(width, height, step));
    frame.header = read_image_header(frame.image()).header;
    frame.session = 1;
  }
  return frames;
}

const std::vector<EncodedFrame>& frames() {
  static const std::vector<EncodedFrame> made = make_frames(16);
  return made;
}

// A frame from one thread to another and the answer back: two wake-ups of a thread that sleeps.
void handoff_there_and_back(benchmark::State& state) {
  Exchange<int> there;
  Exchange<int> back;
  auto& lane_there = there.open("camera", {std::chrono::seconds(10)});
  auto& lane_back = back.open("camera", {std::chrono::seconds(10)});
  const auto echo = start_thread("bench-echo", [&](const std::stop_token& stop) {
    while (auto claim = there.take(stop)) {
      claim->settle(Fate::processed);
      lane_back.ledger().receive();
      back.publish(lane_back, claim->frame(), Clock::now());
    }
  });
  const std::stop_source never;
  for ([[maybe_unused]] auto step : state) {
    lane_there.ledger().receive();
    there.publish(lane_there, 1, Clock::now());
    auto claim = back.take(never.get_token());
    claim->settle(Fate::processed);
  }
}
BENCHMARK(handoff_there_and_back)->UseRealTime();

// What the hand-off costs without any sleeping: publish and take on one thread.
void handoff_on_one_thread(benchmark::State& state) {
  Exchange<int> exchange;
  auto& lane = exchange.open("camera", {std::chrono::seconds(10)});
  const std::stop_source never;
  for ([[maybe_unused]] auto step : state) {
    lane.ledger().receive();
    exchange.publish(lane, 1, Clock::now());
    exchange.take(never.get_token())->settle(Fate::processed);
  }
}
BENCHMARK(handoff_on_one_thread);

void header_probe(benchmark::State& state) {
  const auto image = frames().front().image();
  for ([[maybe_unused]] auto step : state) benchmark::DoNotOptimize(read_image_header(image));
}
BENCHMARK(header_probe);

void unmask_by_words(benchmark::State& state) {
  std::vector<std::uint8_t> bytes(100'000);
  for ([[maybe_unused]] auto step : state) {
    xor_mask(bytes.data(), bytes.data(), bytes.size(), 0x9d3b51c7);
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(unmask_by_words);

void unmask_by_bytes(benchmark::State& state) {
  std::vector<std::uint8_t> bytes(100'000);
  const std::uint8_t key[4] = {0xc7, 0x51, 0x3b, 0x9d};
  for ([[maybe_unused]] auto step : state) {
    std::size_t i = 0;
    for (std::uint8_t& byte : bytes) byte ^= key[i++ % 4];
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(unmask_by_bytes);

/// `form` asks a Picture for what is to be decoded.
template <class Form>
void decode(benchmark::State& state, Form form) {
  const EncodedFrame& frame = frames().front();
  Decoder decoder;
  for ([[maybe_unused]] auto step : state) {
    Picture picture(frame, decoder, steady_time());
    if (form(picture) == nullptr) state.SkipWithError("does not decode");
  }
}
void decode_gray(benchmark::State& state) {
  decode(state, [&](Picture& picture) { return picture.gray(static_cast<int>(state.range(0))); });
}
BENCHMARK(decode_gray)->Arg(8)->Arg(4)->Arg(2)->Arg(1)->Unit(benchmark::kMicrosecond);

void decode_bgr(benchmark::State& state) {
  decode(state, [](Picture& picture) { return picture.bgr(); });
}
BENCHMARK(decode_bgr)->Unit(benchmark::kMicrosecond);

// A part of the picture, 256 pixels square (or so many percent of the picture), after gray at 1/8 has been decoded: in the
// upper left corner, the middle, the lower right corner. Beside it, decode_bgr is the whole.
void decode_region(benchmark::State& state) {
  const EncodedFrame& frame = frames().front();
  const auto size =
      state.range(0) == 0 ? cv::Size(256, 256) : cv::Size(width, static_cast<int>(height * state.range(0) / 100));
  const auto place = static_cast<int>(state.range(1));  // 0 to 2
  const cv::Rect part({(width - size.width) * place / 2, (height - size.height) * place / 2}, size);
  Decoder decoder;
  for ([[maybe_unused]] auto step : state) {
    state.PauseTiming();
    Picture picture(frame, decoder, steady_time());
    picture.gray(8);
    state.ResumeTiming();
    if (picture.bgr(part).empty()) state.SkipWithError("does not decode");
    if (picture.decodes()[index_of(DecodeForm::bgr_region)] != 1) state.SkipWithError("was not decoded alone");
  }
}
BENCHMARK(decode_region)->ArgsProduct({{0, 25, 50}, {0, 1, 2}})->Unit(benchmark::kMicrosecond);

/// Turned by a quarter: gray at 1/8, and colour (0).
void decode_turned(benchmark::State& state) {
  const EncodedFrame& frame = frames().front();
  Decoder decoder;
  for ([[maybe_unused]] auto step : state) {
    Picture picture(frame, decoder, steady_time());
    picture.look_through(View(width, height, {0, 0, width, height}, 1, turn_of_exif(6)));
    const cv::Mat* image = state.range(0) == 0 ? picture.bgr() : picture.gray(static_cast<int>(state.range(0)));
    if (image == nullptr) state.SkipWithError("does not decode");
  }
}
BENCHMARK(decode_turned)->Arg(8)->Arg(0)->Unit(benchmark::kMicrosecond);

// TurboJPEG alone, without header checks, its handle and target kept.
void turbojpeg_gray(benchmark::State& state) {
  const auto denominator = static_cast<int>(state.range(0));
  const std::unique_ptr<void, int (*)(tjhandle)> turbo(tjInitDecompress(), tjDestroy);
  const auto image = frames().front().image();
  std::vector<unsigned char> target(static_cast<std::size_t>(width) * height);
  const int scaled_width = (width + denominator - 1) / denominator;
  const int scaled_height = (height + denominator - 1) / denominator;
  for ([[maybe_unused]] auto step : state) {
    const int failed = tjDecompress2(turbo.get(), reinterpret_cast<const unsigned char*>(image.data()), image.size(),
                                     target.data(), scaled_width, 0, scaled_height, TJPF_GRAY, 0);
    if (failed != 0) state.SkipWithError("does not decode");
  }
}
BENCHMARK(turbojpeg_gray)->Arg(8)->Arg(4)->Arg(1)->Unit(benchmark::kMicrosecond);

// Beside it, skimming alone: of one camera (0), and of so many in turn whose every frame has Huffman tables of its own, so that they
// have to be made each time.
void skim_gray(benchmark::State& state) {
  const auto denominator = static_cast<int>(state.range(0));
  std::vector<std::string> jpegs{frames().front().message};
  for (int step = 0; step < state.range(1); ++step)
    jpegs.push_back(test::make_jpeg(test::make_scene(width, height, step), {.quality = 80 + step, .own_codes = true}));
  if (jpegs.size() > 1) jpegs.erase(jpegs.begin());
  JpegSkimmer skimmer;
  cv::Mat target((height + denominator - 1) / denominator, (width + denominator - 1) / denominator, CV_8UC1);
  std::size_t i = 0;
  for ([[maybe_unused]] auto step : state)
    if (!skimmer.gray(std::as_bytes(std::span(jpegs[i++ % jpegs.size()])), target)) state.SkipWithError("is not taken");
}
BENCHMARK(skim_gray)->Args({8, 0})->Args({4, 0})->Args({8, 10})->Args({4, 10})->Unit(benchmark::kMicrosecond);

// The default pipeline on frames that follow one another: with its decoding, and (as a counter) what the stages take of it.
void default_pipeline(benchmark::State& state) {
  const StageKind& motion = *built_in_stages().find("motion");
  Pipeline pipeline({"default", {{"motion", motion.options.make()}}}, built_in_stages(), steady_time());
  Decoder decoder;
  TimePoint arrival = Clock::now();
  Duration in_stages{};
  std::size_t i = 0;
  auto sequence = make_frames(16);
  for ([[maybe_unused]] auto step : state) {
    EncodedFrame& frame = sequence[i++ % sequence.size()];
    frame.arrival = arrival += milliseconds(33);
    Picture picture(frame, decoder, steady_time());
    Result result;
    if (pipeline.run(frame, picture, result)) state.SkipWithError("does not decode");
    for (const auto& stage : result.times.stages) in_stages += stage.spent;
  }
  state.counters["stages_us"] =
      benchmark::Counter(static_cast<double>(to_us(in_stages)), benchmark::Counter::kAvgIterations);
}
BENCHMARK(default_pipeline)->Unit(benchmark::kMicrosecond);

// What saying why costs a frame, to be seen beside default_pipeline: with range(0) decisions that are those of the frame
// before, as in a scene that goes on as it is …
void decisions_again(benchmark::State& state) {
  DecisionLog log;
  TimePoint arrival = Clock::now();
  std::uint64_t frame = 0;
  for ([[maybe_unused]] auto step : state) {
    FrameDecisions decisions;
    for (int i = 0; i < state.range(0); ++i)
      decisions.note({.reason = static_cast<Reason>(i), .label = "person", .value = 0.004, .limit = 0.005});
    log.record(++frame, arrival += milliseconds(33), decisions.all());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(decisions_again)->Arg(1)->Arg(4)->Arg(static_cast<int>(FrameDecisions::most));

// … and with as many as there can be, all of them new, in a log that is full: the most that it can cost.
void decisions_at_worst(benchmark::State& state) {
  DecisionLog log;
  TimePoint arrival = Clock::now();
  std::uint64_t frame = 0;
  for ([[maybe_unused]] auto step : state) {
    FrameDecisions decisions;
    ++frame;
    for (std::uint64_t i = 0; i < FrameDecisions::most; ++i)
      decisions.note({.reason = static_cast<Reason>(i), .label = "person", .track = frame, .value = 0.004});
    log.record(frame, arrival += milliseconds(1), decisions.all());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(decisions_at_worst);

void result_as_json(benchmark::State& state) {
  Result result;
  result.camera = *CameraId::parse("bench");
  result.frame = 123456;
  result.width = width;
  result.height = height;
  result.times.stages = {{"motion", std::chrono::microseconds(150)}};
  result.motion = MotionResult{.active = true, .area = 0.031, .regions = {{100, 200, 64, 128}, {600, 300, 80, 160}}};
  for ([[maybe_unused]] auto step : state) benchmark::DoNotOptimize(result_json(result));
}
BENCHMARK(result_as_json);

}  // namespace
}  // namespace framewake

BENCHMARK_MAIN();
