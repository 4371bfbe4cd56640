// Half a picture makes false motion: what is cut or damaged is refused, what is whole in spite of its flaws is taken.
#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;
using namespace std::string_literals;

const JpegOptions huffman_kinds[] = {{},
                                     {.subsampling = Subsampling::s444},
                                     {.color = JpegColor::gray},
                                     {.color = JpegColor::cmyk},
                                     {.progressive = true},
                                     {.separate_scans = true},
                                     {.restart_rows = 1}};

std::string name(const JpegOptions& kind) {
  return "kind " + std::to_string(&kind - huffman_kinds);
}

std::string without_eoi(std::string jpeg) {
  jpeg.resize(jpeg.size() - 2);
  return jpeg;
}

TEST(DamagedJpeg, CutAnywhereInItsScansIsRefused) {
  for (const JpegOptions& kind : huffman_kinds) {
    const std::string jpeg = make_jpeg(320, 240, kind);
    const std::size_t begin = scan_begin(jpeg), length = jpeg.size() - 2 - begin;
    for (std::size_t part = 0; part < 16; ++part)
      expect_refused(jpeg.substr(0, begin + length * part / 16),
                     name(kind) + " cut at " + std::to_string(part) + "/16");
    expect_refused(jpeg.substr(0, jpeg.size() - 4), name(kind) + " without its last two bytes of data");
  }
}

TEST(DamagedJpeg, CutButWithAnEndIsRefused) {
  for (const JpegOptions& kind : {JpegOptions{}, JpegOptions{.restart_rows = 1}}) {
    const std::string jpeg = make_jpeg(320, 240, kind);
    const std::size_t begin = scan_begin(jpeg), length = jpeg.size() - 2 - begin;
    for (std::size_t part = 0; part < 16; ++part)
      expect_refused(jpeg.substr(0, begin + length * part / 16) + "\xFF\xD9", std::to_string(part) + "/16");
  }
}

TEST(DamagedJpeg, AProgressiveOneThatLacksWholeScansAndItsEndIsRefused) {
  const std::string jpeg = make_jpeg(320, 240, {.progressive = true});
  int scans = 0;
  for (std::size_t at = scan_begin(jpeg); (at = jpeg.find("\xFF\xC4"s, at)) != std::string::npos; ++at, ++scans)
    expect_refused(jpeg.substr(0, at), "cut before the tables of a later scan");
  EXPECT_GE(scans, 4);
}

TEST(DamagedJpeg, SaysSoInLibjpegsWords) {
  const std::string jpeg = make_jpeg(320, 240);
  EXPECT_EQ(problem_of(frame_of(jpeg.substr(0, jpeg.size() / 2)), 8),
            "Corrupt JPEG data: premature end of data segment");
  std::string no_table = jpeg;
  no_table[scan_begin(jpeg) - 8] = '\x33';  // the first component's Huffman tables
  EXPECT_NE(problem_of(frame_of(no_table), 8).find("Huffman table"), std::string::npos);
}

TEST(DamagedJpeg, MissingOnlyItsEndIsTaken) {
  for (const JpegOptions& kind : huffman_kinds) {
    const std::string jpeg = make_jpeg(320, 240, kind);
    expect_decodes(without_eoi(jpeg), name(kind));
    expect_decodes(jpeg.substr(0, jpeg.size() - 1), name(kind) + ", half of EOI");
    const EncodedFrame whole = frame_of(jpeg), ended = frame_of(without_eoi(jpeg));
    Decoder one, other;
    Picture a(whole, one, steady_time()), b(ended, other, steady_time());
    EXPECT_EQ(mean_difference(*a.bgr(), *b.bgr()), 0);
  }
}

TEST(DamagedJpeg, OfArithmeticCodingNeedsItsEnd) {
  const std::string jpeg = make_jpeg(320, 240, {.arithmetic = true});
  expect_refused(without_eoi(jpeg));
  expect_refused(jpeg.substr(0, jpeg.size() / 2));
}

TEST(DamagedJpeg, RubbishAfterTheEndIsIgnored) {
  for (const JpegOptions& kind : huffman_kinds) {
    const std::string jpeg = make_jpeg(320, 240, kind);
    for (const std::string& rubbish :
         {"\0"s, std::string(5000, '\0'), "\r\n--boundary\r\n"s, "\xFF"s, "\xFF\xD8\xFF"s, jpeg})
      expect_decodes(jpeg + rubbish, name(kind));
  }
}

TEST(DamagedJpeg, AFewBytesBeforeTheEndAreIgnoredManyAreNot) {
  for (const JpegOptions& kind : {JpegOptions{}, JpegOptions{.restart_rows = 1}}) {
    const std::string jpeg = without_eoi(make_jpeg(320, 240, kind));
    for (const std::size_t count : {1U, 2U, 4U, 12U, 16U})
      expect_decodes(jpeg + std::string(count, '\0') + "\xFF\xD9", std::to_string(count) + " bytes");
    expect_refused(jpeg + std::string(64, '\0') + "\xFF\xD9");
  }
}

TEST(DamagedJpeg, ARestartMarkerMissingIsRefused) {
  const std::string jpeg = make_jpeg(320, 240, {.restart_rows = 1});
  for (const char number : {'\xD0', '\xD3', '\xD7'}) {
    const std::size_t at = jpeg.find("\xFF"s + number, scan_begin(jpeg));
    ASSERT_NE(at, std::string::npos);
    expect_refused(std::string(jpeg).erase(at, 2));
    expect_refused(jpeg.substr(0, at) + "xx\xFF\xD9", "ends early, with a few bytes before its end");
  }
}

TEST(DamagedJpeg, WrongSpectralBytesOfASequentialScanAreMended) {
  const std::string jpeg = make_jpeg(320, 240);
  for (const std::string& wrong : {"\0\0\0"s, "\0\1\0"s, "\0\x3F\x11"s}) {
    std::string flawed = jpeg;
    flawed.replace(scan_begin(jpeg) - 3, 3, wrong);
    expect_decodes(flawed);
    expect_decodes(without_eoi(flawed));
    expect_refused(flawed.substr(0, flawed.size() / 2));
  }
}

std::string without_segments(std::string jpeg, std::uint8_t marker) {
  for (std::size_t at = 0; (at = find_segment(jpeg, marker)) != std::string::npos;)
    jpeg.erase(at, 2U + (static_cast<std::uint8_t>(jpeg[at + 2]) * 256U | static_cast<std::uint8_t>(jpeg[at + 3])));
  return jpeg;
}

TEST(DamagedJpeg, WithoutHuffmanTablesIsTakenAsMotionJpeg) {
  // Webcams leave the standard's own tables out; libjpeg-turbo puts them in. Our encoder writes those by default.
  const std::string webcam = without_segments(make_jpeg(320, 240), 0xC4);
  expect_decodes(webcam);
  // Also when another camera had tables of its own.
  const std::string other = make_jpeg(320, 240, {.own_codes = true});
  Decoder decoder;
  for (const int form : all_forms()) {
    const EncodedFrame frames[] = {frame_of(other), frame_of(webcam)};
    for (const EncodedFrame& frame : frames) {
      Picture picture(frame, decoder, steady_time());
      EXPECT_NE(form == 0 ? picture.bgr() : picture.gray(form), nullptr) << form;
      EXPECT_FALSE(picture.bgr({8, 8, 64, 64}).empty());
    }
  }
}

TEST(DamagedJpeg, WithoutDivisorsIsRefusedWhateverCameBefore) {
  const std::string jpeg = make_jpeg(320, 240);
  expect_decodes(jpeg);
  expect_refused(without_segments(jpeg, 0xDB));
}

TEST(DamagedJpeg, WithoutPictureDataIsRefused) {
  const std::string jpeg = make_jpeg(320, 240);
  expect_refused(jpeg.substr(0, find_segment(jpeg, 0xDA)));
  expect_refused(jpeg.substr(0, find_segment(jpeg, 0xDA)) + "\xFF\xD9");
  expect_refused(jpeg.substr(0, find_segment(jpeg, 0xDA) + 6));
}

TEST(DamagedJpeg, SayingItsSizeTwiceIsRefused) {
  const std::string jpeg = make_jpeg(320, 240);
  const std::size_t sof = find_segment(jpeg, 0xC0);
  const std::string again = with_jpeg_size(jpeg, 640, 480).substr(sof, 19);
  expect_refused(std::string(jpeg).insert(sof + 19, again));
}

TEST(DamagedJpeg, AnyByteChangedNeverDoesHarm) {
  for (const JpegOptions& kind : huffman_kinds) {
    const std::string jpeg = make_jpeg(40, 24, kind);
    int refused = 0;
    for (std::size_t at = 0; at < jpeg.size(); ++at) {
      EncodedFrame frame;
      frame.message = jpeg;
      frame.message[at] = static_cast<char>(~frame.message[at]);
      const HeaderReading reading = read_image_header(frame.image());
      if (!reading.ok() || reading.header.pixels() > 16'000'000) {
        ++refused;
        continue;
      }
      frame.header = reading.header;
      if (!problem_of(frame, 8).empty()) ++refused;
      problem_of(frame, 0);
    }
    EXPECT_GT(refused, 0);
  }
}

}  // namespace
}  // namespace framewake
