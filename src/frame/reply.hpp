#pragma once
// The way back to whoever sent a frame. The ingest side implements it; output/ uses it.

#include <cstdint>
#include <string>

namespace framewake {

/// Which connection sent a frame, and what it wants to hear. Connection ids are never reused; 0 is nobody.
struct ReplyTo {
  std::uint64_t connection = 0;
  bool results = false;  ///< asked for with ?reply=results
};

/// What became of the frame that is answered for.
/// follow_up: what the stages found that look at the frame after its result was told.
enum class AnswerKind : std::uint8_t { result, follow_up, rejected, expired };

class ReplyPort {
 public:
  virtual ~ReplyPort() = default;
  /// Thread-safe; never blocks: posts to the net thread, where it is bounded per connection (newest wins, drops are
  /// counted). `json` is one message. An answer to a connection that has gone is dropped silently.
  virtual void answer(ReplyTo to, std::uint64_t frame, AnswerKind kind, std::string json) = 0;
};

}  // namespace framewake
