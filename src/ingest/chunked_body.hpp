#pragma once
// The body of an HTTP/1.1 request that comes in chunks, as it arrives.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace framewake {

/// Keeps nothing of the data, and of the lines between them no more than 256 bytes. Extensions and trailers are passed over.
class ChunkedBody {
 public:
  /// Returns how many of the bytes belong to the body, and gives what they carry to `data`, piece by piece.
  std::size_t consume(std::string_view bytes, const std::function<void(std::string_view)>& data);

  bool done() const noexcept { return stage_ == Stage::done; }
  /// It is not a chunked body: nothing more is taken.
  bool broken() const noexcept { return stage_ == Stage::broken; }
  /// Bytes of data so far, with all that the present chunk says it has.
  std::uint64_t announced() const noexcept { return announced_; }

 private:
  enum class Stage : std::uint8_t { size, data, end_of_data, trailer, done, broken };

  void take_line(std::string_view& bytes);
  Stage after_line(std::string_view line);
  Stage begin_chunk(std::string_view line);

  Stage stage_ = Stage::size;
  std::string line_;        // as far as it has come
  std::uint64_t left_ = 0;  // of the present chunk
  std::uint64_t announced_ = 0;
  std::size_t trailers_ = 0;  // bytes
};

}  // namespace framewake
