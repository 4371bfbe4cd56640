// LIBS: fw_decode
// Everything between accepted bytes and pixels: the layout of JPEGs, the mending, and the three libraries.
#include <cstdlib>
#include <string>

#include "base/time.hpp"
#include "decode/decoder.hpp"
#include "decode/picture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace framewake;
  static Decoder decoder;
  EncodedFrame frame;
  frame.message.assign(reinterpret_cast<const char*>(data), size);
  const HeaderReading reading = read_image_header(frame.image());
  constexpr std::uint64_t most_pixels = 1'000'000;  // as ingest limits them; smaller, to be quick
  if (!reading.ok() || reading.header.pixels() > most_pixels) return 0;
  frame.header = reading.header;

  Picture picture(frame, decoder, steady_time());
  std::uint64_t sum = 0;
  const auto look_at = [&](const cv::Mat* image) {
    if ((image == nullptr) != picture.error().has_value()) std::abort();
    if (!image) return;
    for (int y = 0; y < image->rows; ++y) sum += image->ptr(y)[image->cols - 1];  // reads what was written
  };
  for (const int denominator : {8, 1}) look_at(picture.gray(denominator));
  const cv::Mat part =
      picture.bgr({picture.width() / 4, picture.height() / 4, (picture.width() + 2) / 3, (picture.height() + 2) / 3});
  look_at(part.empty() ? nullptr : &part);
  look_at(picture.bgr());
  const auto width = static_cast<int>(frame.header.width), height = static_cast<int>(frame.header.height);
  const int orientation = picture.exif_orientation();
  if (orientation < 1 || orientation > 8) std::abort();
  picture.look_through(View(width, height, {width / 3, height / 3, width, height}, 2, turn_of_exif(orientation)));
  for (const int denominator : {8, 1}) look_at(picture.gray(denominator));
  look_at(picture.bgr());
  [[maybe_unused]] volatile std::uint64_t seen = sum;
  return 0;
}
