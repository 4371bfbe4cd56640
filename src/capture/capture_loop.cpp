#include "capture/capture_loop.hpp"

#include <algorithm>
#include <utility>

namespace framewake {

Duration CaptureLoop::interval() const {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1.0 / fps_.value_or(1.0)));
}

void CaptureLoop::limit(std::optional<double> fps, std::optional<PictureSize> size) {
  const std::lock_guard lock(mutex_);
  limits_ = {fps, size};
}

CaptureLoop::Limits CaptureLoop::limits() {
  const std::lock_guard lock(mutex_);
  return limits_;
}

bool CaptureLoop::is_too_soon(TimePoint moment, const Limits& limits) {
  if (!limits.fps) {
    next_limited_.reset();
    return false;
  }
  const auto apart = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1.0 / *limits.fps));
  if (next_limited_) next_limited_ = std::min(*next_limited_, moment + apart);  // the limit may just have been raised
  if (next_limited_ && moment < *next_limited_ - apart / 8) return true;
  next_limited_ = std::max(next_limited_.value_or(moment), moment - apart) + apart;
  return false;
}

/// When the picture was taken; nothing when it is one too many for the rate asked for.
std::optional<TimePoint> CaptureLoop::live_moment(const CapturedFrame& frame) {
  const TimePoint moment = frame.captured.value_or(pacing_.now());
  if (!fps_) return moment;
  // Cameras are a little early or late: a quarter of an interval is no reason to leave one out.
  if (next_live_ && moment < *next_live_ - interval() / 4) return std::nullopt;
  next_live_ = std::max(next_live_.value_or(moment) + interval(), moment);
  return moment;
}

/// Waits until the picture is due; nothing when told to stop.
std::optional<TimePoint> CaptureLoop::due_moment(const CapturedFrame& frame, std::uint64_t index,
                                                 const std::stop_token& stop) {
  constexpr auto too_late = std::chrono::seconds(1);  // then the past is given up rather than played faster
  const auto at_rate = [&] {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(static_cast<double>(index) / *fps_));
  };
  const Duration due = fps_ ? at_rate() : frame.due;
  const TimePoint now = pacing_.now();
  if (index == 0) started_ = now - due;
  if (now - (started_ + due) > too_late) started_ = now - due;
  if (!pacing_.wait_until(started_ + due, stop)) return std::nullopt;
  return pacing_.now();
}

/// Into `image`, where the source's own is, if it has one: that is left as it is unless it is too large. Returns what went
/// wrong, or "".
std::string CaptureLoop::compress(const CapturedFrame& frame, const Limits& limits, std::string& image) {
  const auto* own = std::get_if<Planes>(&frame.picture);
  std::optional<Planes> planes;
  if (own != nullptr)
    planes = shrinker_.at_most(*own, limits.size);
  else if (limits.size)
    planes = jpeg_shrinker_.at_most(image, *limits.size);
  if (!planes) return "";
  auto jpeg = encoder_.encode(*planes);
  if (const auto* problem = std::get_if<JpegEncoder::Problem>(&jpeg))
    return "cannot compress a picture: " + problem->text;
  image = turned_like(image, std::move(std::get<std::string>(jpeg)));
  return "";
}

std::string CaptureLoop::run(FrameSource& source, const std::function<void(ReadyFrame)>& emit,
                             const std::stop_token& stop) {
  for (std::uint64_t index = 0; !stop.stop_requested(); ++index) {
    auto reading = source.next(stop);
    if (const auto* end = std::get_if<EndOfSource>(&reading)) return end->problem;
    auto& frame = std::get<CapturedFrame>(reading);
    const Limits limited = limits();
    ReadyFrame ready;
    if (auto* bytes = std::get_if<std::string>(&frame.picture)) ready.image = std::move(*bytes);
    if (source.live()) {
      const auto moment = live_moment(frame);
      if (!moment || is_too_soon(*moment, limited)) continue;
      ready.captured = *moment;
    } else if (is_too_soon(pacing_.now(), limited)) {
      if (!due_moment(frame, index, stop)) return "";
      continue;
    }
    if (auto problem = compress(frame, limited, ready.image); !problem.empty()) return problem;
    if (!source.live()) {
      const auto moment = due_moment(frame, index, stop);
      if (!moment) return "";
      ready.captured = *moment;
    }
    ready.truth = frame.truth;
    ready.seq = ++seq_;
    emit(std::move(ready));
  }
  return "";
}

}  // namespace framewake
