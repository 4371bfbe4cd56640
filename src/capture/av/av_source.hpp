#pragma once
// Devices, video files and network streams, through libav.

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "capture/av/av_handles.hpp"
#include "capture/av/device_wait.hpp"
#include "capture/av/jpeg_passer.hpp"
#include "capture/av/picture_maker.hpp"
#include "capture/av_module.hpp"

namespace framewake::av {

class AvSource final : public FrameSource {
 public:
  explicit AvSource(AvRequest request) : request_(std::move(request)) {}

  /// Opens it. Once, before anything else. Returns what is wrong, or "".
  std::string open(const std::stop_token& stop);

  bool live() const override { return live_; }
  std::variant<CapturedFrame, EndOfSource> next(const std::stop_token& stop) override;

 private:
  using Reading = std::variant<CapturedFrame, EndOfSource>;

  /// libav asks this while it waits: for a stop, or for a peer that has been silent too long.
  struct Guard {
    std::stop_token stop;
    TimePoint deadline{};
    static int interrupted(void* guard);
  };
  void arm(const std::stop_token& stop);

  int open_input();
  std::string start_decoder();
  std::string read_problem(int error) const;

  /// The next packet of the video; nothing at the end (`end` says why).
  bool read_packet(const std::stop_token& stop, EndOfSource& end);
  void note_backlog(Duration waited);
  bool start_again();
  std::optional<CapturedFrame> passed_on();
  std::optional<Reading> decoded();
  CapturedFrame stamped(std::int64_t pts);

  // constant after open():
  const AvRequest request_;
  Guard guard_;  // before format_, which points at it
  Format format_;
  AVStream* stream_ = nullptr;
  bool live_ = false;
  Duration frame_duration_{};
  std::unique_ptr<DeviceWait> device_;

  Codec decoder_;  // made when first needed
  Packet packet_;
  Frame frame_;
  PictureMaker pictures_{request_.size};
  JpegPasser passer_;
  bool passing_ = false;
  bool caught_up_ = true;  // with what a stream delivered before we could read it
  int backlog_ = 0;        // packets that came without a wait
  bool flushing_ = false;  // the decoder gives its last pictures
  std::uint64_t shown_ = 0;
  std::uint64_t damaged_ = 0;  // packets in a row that did not decode
  Duration round_start_{};     // where this round through the file begins
  Duration last_due_{};
  std::optional<Duration> first_pts_;
};

}  // namespace framewake::av
