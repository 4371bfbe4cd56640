#include "decode/decoder.hpp"

#include <algorithm>

#include "decode/tools.hpp"

namespace framewake {
namespace {

// Long and many enough that a camera that comes round now and then does not find its memory gone each time.
constexpr Duration needed_for = std::chrono::seconds(30);
constexpr int needed_by = 16;

}  // namespace

void Decoder::Tools::visit_buffers(const BufferVisit& visit) {
  jpeg.visit_buffers(visit);
  for (auto* buffers : {&gray, &bgr, &seen_gray}) std::for_each(buffers->begin(), buffers->end(), visit);
  visit(seen_bgr);
  visit(region);
  visit(seen_region);
}

void Decoder::Tools::next_frame(TimePoint arrival) {
  if (since_ == TimePoint{}) since_ = arrival;
  ++frames_;
  if (frames_ < needed_by || arrival - since_ < needed_for) return;
  visit_buffers([](GrowBuffer& buffer) { buffer.give_back(); });
  since_ = arrival;
  frames_ = 0;
}

Decoder::Decoder() : tools_(std::make_unique<Tools>()) {}
Decoder::~Decoder() = default;

std::size_t Decoder::memory() const {
  std::size_t bytes = 0;
  tools_->visit_buffers([&](const GrowBuffer& buffer) { bytes += buffer.capacity(); });
  return bytes;
}

}  // namespace framewake
