#pragma once
// One processor thread's decoding tools and the buffers that they use again for every frame.

#include <memory>

namespace framewake {

/// Thread-bound: one per processor thread. Holds one TurboJPEG handle and grow-only buffers, so that in the steady state
/// a frame costs no allocation, also when cameras of different sizes take turns.
class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

 private:
  friend class Picture;
  struct Tools;
  std::unique_ptr<Tools> tools_;
};

}  // namespace framewake
