#include "bench/motion_cost/contenders.hpp"
#include "bench/support/camera_socket.hpp"
#include "bench/support/daemon_process.hpp"
#include "bench/support/paced.hpp"
#include "bench/support/result_reader.hpp"

namespace framewake::bench {
namespace {

class Framewake final : public Contender {
 public:
  Framewake(const Options& options, const Footage& footage)
      : messages_(footage.masked()),
        daemon_(options.framewake),
        camera_(daemon_.ingest_port(), "/camera/front?reply=results") {}

  double run(const Piece& piece) override {
    const double before = daemon_.cpu_seconds();
    Beat beat(std::chrono::nanoseconds(1'000'000'000 / camera_rate));
    for (std::size_t i = 0; i < piece.count; ++i) {
      beat.next();
      camera_.send(messages_.at(piece.from + i));
    }
    sent_ += piece.count;
    std::uint64_t superseded = 0;
    for (std::uint64_t frame = 0; frame < sent_;) {
      const ResultNumbers result = read_result(camera_.receive_text());
      frame = result.frame;
      superseded += result.superseded;
    }
    const double used = daemon_.cpu_seconds() - before;
    const FateCounts fates = daemon_.settled(sent_);
    if (fates.rejected + fates.expired != 0) throw Broken("motion: frames were rejected or expired");
    // What was superseded cost no decoding: only what was processed counts as a frame.
    return used * static_cast<double>(piece.count) / static_cast<double>(piece.count - superseded);
  }

 private:
  const Footage messages_;
  DaemonProcess daemon_;
  CameraSocket camera_;
  std::uint64_t sent_ = 0;
};

}  // namespace

std::unique_ptr<Contender> make_framewake(const Options& options, const Footage& footage) {
  return std::make_unique<Framewake>(options, footage);
}

}  // namespace framewake::bench
