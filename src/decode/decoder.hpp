#pragma once
// One processor thread's decoding tools and the buffers that they use again for every frame.

#include <cstddef>
#include <memory>

namespace framewake {

/// Thread-bound: one per processor thread. Holds one TurboJPEG handle and buffers that grow, so that in the steady state
/// a JPEG costs no allocation larger than a few KB of ours, also when cameras of different sizes take turns. What libjpeg
/// allocates inside of one decode, and libpng and libwebp in theirs, is theirs (docs/adr/0002 has the numbers).
/// The buffers are as large as the largest frame of late made them: at most 6 bytes a pixel (10 for CMYK), and as much
/// again when pictures are turned. Of which less than a quarter was needed for 30 s and 16 frames is given back, where that
/// is megabytes: one large frame costs its memory for a while, not for ever.
class Decoder {
 public:
  /// Throws std::runtime_error when TurboJPEG cannot be set up.
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  std::size_t memory() const;  ///< bytes, of the buffers

 private:
  friend class Picture;
  struct Tools;
  std::unique_ptr<Tools> tools_;
};

}  // namespace framewake
