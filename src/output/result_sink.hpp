#pragma once
// Where finished results go.

#include "frame/encoded_frame.hpp"
#include "frame/rejection.hpp"
#include "frame/result.hpp"

namespace framewake {

/// Called on processor threads, by several at once for different cameras; must be thread-safe and must not block: what takes
/// time is posted to a thread of the sink's own, or to the net thread. The frame's fate is already counted.
/// A frame comes twice when its pipeline has stages that run beside: with its result, and, when they are done with it, with
/// what they found; then frame.first_look is there.
class ResultSink {
 public:
  virtual ~ResultSink() = default;
  virtual void processed(const EncodedFrame& frame, const Result& result) = 0;
  virtual void rejected(const EncodedFrame& frame, const Rejection& rejection) = 0;
  /// What was decoded of a frame before it was rejected. Comes just before rejected().
  virtual void decoded_in_vain(const DecodeCounts& decodes) { static_cast<void>(decodes); }
  virtual void expired(const EncodedFrame& frame) = 0;
};

}  // namespace framewake
