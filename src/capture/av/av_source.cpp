#include "capture/av/av_source.hpp"

#include <algorithm>

extern "C" {
#include <libavdevice/avdevice.h>
#include <libavutil/dict.h>
}

namespace framewake::av {
namespace {

constexpr auto longest_silence = std::chrono::seconds(10);
constexpr std::uint64_t most_damaged = 500;  // packets in a row

struct Options {
  Options() = default;
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  ~Options() { av_dict_free(&entries); }
  void set(const char* key, const std::string& value) { av_dict_set(&entries, key, value.c_str(), 0); }
  AVDictionary* entries = nullptr;
};

Duration from_pts(std::int64_t pts, AVRational base) {
  return std::chrono::nanoseconds(av_rescale_q(pts, base, AVRational{1, 1'000'000'000}));
}

}  // namespace

int AvSource::Guard::interrupted(void* guard) {
  const auto& self = *static_cast<const Guard*>(guard);
  return self.stop.stop_requested() || steady_time().now() > self.deadline ? 1 : 0;
}

void AvSource::arm(const std::stop_token& stop) {
  guard_.stop = stop;
  guard_.deadline = steady_time().now() + longest_silence;
}

std::string AvSource::read_problem(int error) const {
  if (error == AVERROR_EXIT) return request_.name + ": silent for " + std::to_string(longest_silence.count()) + " s";
  return request_.name + ": " + error_text(error);
}

int AvSource::open_input() {
  const auto attempt = [&](bool as_mjpeg) {
    Options options;
    const AVInputFormat* input = nullptr;
    if (request_.kind == AvKind::device) {
      input = av_find_input_format("video4linux2");
      if (as_mjpeg) options.set("input_format", "mjpeg");
      if (request_.fps) options.set("framerate", std::to_string(*request_.fps));
      if (request_.size)
        options.set("video_size", std::to_string(request_.size->width) + "x" + std::to_string(request_.size->height));
    } else if (request_.kind == AvKind::url) {
      options.set("rtsp_transport", "tcp");  // a picture with lost packets is worse than a late one
      options.set("analyzeduration", "2000000");
    }
    AVFormatContext* made = avformat_alloc_context();
    if (made == nullptr) return AVERROR(ENOMEM);
    made->interrupt_callback = {&Guard::interrupted, &guard_};
    const int error = avformat_open_input(&made, request_.source.c_str(), input, &options.entries);
    if (error >= 0) format_.reset(made);  // otherwise libav has freed it
    return error;
  };
  // A camera's own JPEGs take a tenth of the bus, and need no compressing here.
  const bool camera = request_.kind == AvKind::device;
  const int error = attempt(camera);
  return error < 0 && camera && error != AVERROR(ENOENT) && error != AVERROR(EBUSY) ? attempt(false) : error;
}

std::string AvSource::open(const std::stop_token& stop) {
  av_log_set_level(AV_LOG_QUIET);
  avdevice_register_all();
  avformat_network_init();
  arm(stop);
  int error = open_input();
  if (error < 0) return "cannot open " + read_problem(error);
  if (request_.kind != AvKind::device) error = avformat_find_stream_info(format_.get(), nullptr);
  if (error < 0) return "cannot read " + read_problem(error);
  const int video = av_find_best_stream(format_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (video < 0) return "there is no video in " + request_.name;
  stream_ = format_->streams[video];
  for (unsigned i = 0; i < format_->nb_streams; ++i)
    if (format_->streams[i] != stream_) format_->streams[i]->discard = AVDISCARD_ALL;

  live_ = request_.kind == AvKind::device || (request_.kind == AvKind::url && format_->duration == AV_NOPTS_VALUE);
  if (request_.kind == AvKind::device) device_ = std::make_unique<DeviceWait>(request_.source);
  const AVRational rate = av_guess_frame_rate(format_.get(), stream_, nullptr);
  const double fps = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 25.0;
  frame_duration_ = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1.0 / fps));
  packet_.reset(av_packet_alloc());
  frame_.reset(av_frame_alloc());
  caught_up_ = !live_ || request_.kind == AvKind::device;
  passing_ = request_.pass_jpeg && stream_->codecpar->codec_id == AV_CODEC_ID_MJPEG;
  return passing_ ? "" : start_decoder();
}

std::string AvSource::start_decoder() {
  const AVCodec* codec = avcodec_find_decoder(stream_->codecpar->codec_id);
  if (codec == nullptr) return request_.name + ": libavcodec cannot decode this kind of video";
  decoder_.reset(avcodec_alloc_context3(codec));
  int error = decoder_ ? avcodec_parameters_to_context(decoder_.get(), stream_->codecpar) : AVERROR(ENOMEM);
  if (error >= 0) {
    decoder_->thread_type = FF_THREAD_SLICE;  // whole frames in parallel would each come a frame later
    decoder_->thread_count = 0;
    decoder_->pkt_timebase = stream_->time_base;
    if (live_) decoder_->flags |= AV_CODEC_FLAG_LOW_DELAY;
    error = avcodec_open2(decoder_.get(), codec, nullptr);
  }
  return error < 0 ? "cannot decode " + read_problem(error) : "";
}

bool AvSource::read_packet(const std::stop_token& stop, EndOfSource& end) {
  for (;;) {
    av_packet_unref(packet_.get());
    if (stop.stop_requested()) return false;
    if (device_) {
      const auto outcome = device_->wait(stop, longest_silence);
      if (outcome == DeviceWait::Outcome::stopped) return false;
      if (outcome == DeviceWait::Outcome::silent) {
        end.problem = read_problem(AVERROR_EXIT);
        return false;
      }
    }
    arm(stop);
    const TimePoint asked = Clock::now();
    const int error = av_read_frame(format_.get(), packet_.get());
    note_backlog(Clock::now() - asked);
    if (error == AVERROR(EAGAIN)) continue;
    if (error < 0) {
      if (error != AVERROR_EOF && !stop.stop_requested()) end.problem = read_problem(error);
      return false;
    }
    if (packet_->stream_index == stream_->index) return true;
  }
}

/// What a stream delivered while it was being looked into comes all at once, and is seconds old: it is decoded, because what
/// follows needs it, but not shown. It is over when there was something to wait for.
void AvSource::note_backlog(Duration waited) {
  constexpr auto a_wait = milliseconds(2);
  constexpr int longest_backlog = 500;  // packets
  if (waited > a_wait || ++backlog_ > longest_backlog) caught_up_ = true;
}

/// Goes back to the file's beginning; its time goes on.
bool AvSource::start_again() {
  if (!request_.loop || live_ || shown_ == 0) return false;
  const std::int64_t begin = format_->start_time == AV_NOPTS_VALUE ? 0 : format_->start_time;
  if (avformat_seek_file(format_.get(), -1, INT64_MIN, begin, begin, 0) < 0 &&
      av_seek_frame(format_.get(), -1, begin, AVSEEK_FLAG_BACKWARD | AVSEEK_FLAG_BYTE) < 0)
    return false;
  if (decoder_) avcodec_flush_buffers(decoder_.get());
  round_start_ = last_due_ + frame_duration_;
  first_pts_.reset();
  flushing_ = false;
  return true;
}

CapturedFrame AvSource::stamped(std::int64_t pts) {
  CapturedFrame frame;
  const TimePoint now = steady_time().now();
  ++shown_;
  if (live_) {
    frame.captured = now;
    // V4L2 stamps with the monotonic clock, at the moment of capture.
    if (device_ && pts != AV_NOPTS_VALUE) {
      const TimePoint kernel{from_pts(pts, stream_->time_base)};
      if (kernel <= now && now - kernel < std::chrono::seconds(5)) frame.captured = kernel;
    }
    return frame;
  }
  Duration due = shown_ == 1 ? Duration{} : last_due_ + frame_duration_;
  if (pts != AV_NOPTS_VALUE) {
    const Duration at = from_pts(pts, stream_->time_base);
    if (!first_pts_) first_pts_ = at;
    due = round_start_ + (at - *first_pts_);
  }
  last_due_ = std::max(last_due_, due);  // a file whose time goes back does not stop us
  frame.due = last_due_;
  return frame;
}

std::optional<CapturedFrame> AvSource::passed_on() {
  auto jpeg = passer_.pass(*packet_, *stream_->codecpar);
  if (!jpeg) return std::nullopt;
  auto frame = stamped(packet_->pts != AV_NOPTS_VALUE ? packet_->pts : packet_->dts);
  frame.picture = std::move(*jpeg);
  return frame;
}

/// A picture that the decoder has ready, if it has one.
std::optional<AvSource::Reading> AvSource::decoded() {
  if (avcodec_receive_frame(decoder_.get(), frame_.get()) < 0) return std::nullopt;
  damaged_ = 0;
  auto picture = pictures_.make(*frame_);
  if (auto* problem = std::get_if<std::string>(&picture)) return EndOfSource{request_.name + ": " + *problem};
  auto frame = stamped(frame_->best_effort_timestamp);
  frame.picture = std::get<Planes>(picture);
  return frame;
}

AvSource::Reading AvSource::next(const std::stop_token& stop) {
  for (;;) {
    if (decoder_)
      if (auto reading = decoded()) {
        if (!caught_up_ && std::holds_alternative<CapturedFrame>(*reading)) continue;
        return std::move(*reading);
      }
    EndOfSource end;
    if (flushing_ || !read_packet(stop, end)) {
      if (!end.problem.empty() || stop.stop_requested()) return end;
      if (decoder_ && !flushing_) {
        flushing_ = true;
        avcodec_send_packet(decoder_.get(), nullptr);
        continue;
      }
      if (start_again()) continue;
      if (shown_ == 0) return EndOfSource{"there is no picture in " + request_.name};
      return EndOfSource{live_ ? request_.name + ": the stream has ended" : ""};
    }
    if (passing_) {
      if (auto frame = passed_on()) {
        if (!caught_up_) continue;
        return std::move(*frame);
      }
      if (!decoder_)
        if (auto problem = start_decoder(); !problem.empty()) return EndOfSource{problem};
    }
    if (avcodec_send_packet(decoder_.get(), packet_.get()) < 0 && ++damaged_ >= most_damaged)
      return EndOfSource{request_.name + ": " + std::to_string(damaged_) + " packets in a row could not be decoded"};
  }
}

}  // namespace framewake::av
