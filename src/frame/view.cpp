#include "frame/view.hpp"

#include <algorithm>

namespace framewake {
namespace {

constexpr int block = 8;

struct Span {
  int begin, length;
};

/// The part of `whole` that the crop names, widened to blocks; an axis that is mirrored ends with a whole one.
Span widened(int begin, int length, int whole, bool mirrored) noexcept {
  const int first = std::clamp(begin, 0, whole - 1) / block * block;
  const auto wanted_end = static_cast<int>(std::clamp<std::int64_t>(std::int64_t{begin} + length, first + 1, whole));
  const int end = std::min(whole, (wanted_end + block - 1) / block * block);
  const bool has_blocks = end - first >= block;
  return {first, mirrored && has_blocks ? (end - first) / block * block : end - first};
}

/// One axis of a box back to the frame as sent.
Span back(int begin, int length, int denominator, int whole, bool mirrored) noexcept {
  const std::int64_t low = std::int64_t{begin} * denominator, high = low + std::int64_t{length} * denominator;
  const auto at = [&](std::int64_t x) {
    return static_cast<int>(std::clamp<std::int64_t>(mirrored ? whole - x : x, 0, whole));
  };
  const int first = std::min({at(low), at(high), whole - 1}), last = std::max(at(low), at(high));
  return {first, std::max(1, last - first)};
}

}  // namespace

Turn turn_of_exif(int orientation) noexcept {
  switch (orientation) {
    case 2: return {true, false, false};
    case 3: return {true, true, false};
    case 4: return {false, true, false};
    case 5: return {false, false, true};
    case 6: return {false, true, true};
    case 7: return {true, true, true};
    case 8: return {true, false, true};
    default: return {};
  }
}

Turn then(Turn first, Turn second) noexcept {
  // The second mirrors what the first has exchanged already.
  const bool x = first.swap ? second.mirror_y : second.mirror_x, y = first.swap ? second.mirror_x : second.mirror_y;
  return {first.mirror_x != x, first.mirror_y != y, first.swap != second.swap};
}

View::View(int width, int height, const Box& crop, int denominator, Turn turn) noexcept
    : sent_width_(std::max(1, width)), sent_height_(std::max(1, height)), denominator_(denominator), turn_(turn) {
  const Span across = widened(crop[0], crop[2], sent_width_, turn.mirror_x);
  const Span down = widened(crop[1], crop[3], sent_height_, turn.mirror_y);
  crop_ = {across.begin, down.begin, across.length, down.length};
}

Point View::seen(const Point& sent) const noexcept {
  double x = sent[0] - crop_[0], y = sent[1] - crop_[1];
  if (turn_.mirror_x) x = crop_[2] - x;
  if (turn_.mirror_y) y = crop_[3] - y;
  if (turn_.swap) std::swap(x, y);
  return {x / denominator_, y / denominator_};
}

Box View::sent(const Box& seen) const noexcept {
  Box box = seen;
  if (turn_.swap) box = {seen[1], seen[0], seen[3], seen[2]};
  const Span across = back(box[0], box[2], denominator_, crop_[2], turn_.mirror_x);
  const Span down = back(box[1], box[3], denominator_, crop_[3], turn_.mirror_y);
  return {crop_[0] + across.begin, crop_[1] + down.begin, across.length, down.length};
}

void View::to_sent(Result& result) const {
  if (is_plain()) return;
  if (result.motion)
    for (auto* boxes : {&result.motion->regions, &result.motion->changed})
      for (Box& box : *boxes) box = sent(box);
  if (result.objects)
    for (DetectedObject& object : *result.objects) object.box = sent(object.box);
  for (Decision& decision : result.decisions.all()) {
    if (decision.box) decision.box = sent(*decision.box);
    if (words_of(decision.reason).unit != Unit::pixels) continue;
    decision.value *= denominator_;
    decision.limit *= denominator_;
  }
}

std::uint64_t View::key() const noexcept {
  if (is_plain()) return 0;
  std::uint64_t key = 0xCBF29CE484222325;  // FNV-1a over all that makes a view
  const int turned = (turn_.mirror_x ? 1 : 0) + (turn_.mirror_y ? 2 : 0) + (turn_.swap ? 4 : 0);
  for (const int part : {sent_width_, sent_height_, crop_[0], crop_[1], crop_[2], crop_[3], denominator_, turned})
    key = (key ^ static_cast<std::uint64_t>(part)) * 0x100000001B3;
  return key;
}

}  // namespace framewake
