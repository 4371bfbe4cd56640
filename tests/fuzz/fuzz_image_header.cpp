// LIBS: fw_frame
// The parser that every byte from the network meets first.
#include <cstdlib>

#include "frame/image_header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const framewake::HeaderReading reading = framewake::read_image_header(std::as_bytes(std::span(data, size)));
  if (reading.ok() && reading.header.pixels() == 0) std::abort();
  if (reading.problem.find('\n') != std::string_view::npos) std::abort();
  return 0;
}
