#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "capture/folder_source.hpp"
#include "capture/source_spec.hpp"
#include "capture/test_source.hpp"
#include "unit/capture/media_files.hpp"

namespace framewake {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

const std::stop_token no_stop;

std::string bytes_of(FrameSource& source) {
  auto reading = source.next(no_stop);
  const auto* frame = std::get_if<CapturedFrame>(&reading);
  return frame == nullptr ? "the end: " + std::get<EndOfSource>(reading).problem
                          : std::get<std::string>(frame->picture);
}

std::unique_ptr<FrameSource> opened(const SourceWishes& wishes) {
  auto source = open_source(wishes, no_stop);
  if (const auto* problem = std::get_if<std::string>(&source)) ADD_FAILURE() << *problem;
  return std::move(std::get<std::unique_ptr<FrameSource>>(source));
}

std::string refused(const SourceWishes& wishes) {
  const auto source = open_source(wishes, no_stop);
  const auto* problem = std::get_if<std::string>(&source);
  return problem == nullptr ? "it opened" : *problem;
}

TEST(FolderSource, SendsImagesAsTheyAreInOrderOfTheirNames) {
  const TemporaryFolder folder;
  folder.file("b.PNG", "two");
  folder.file("a.jpg", "one");
  folder.file("c.webp", std::string("thr\0ee", 6));
  folder.file("d.jpeg", "four");
  folder.file("notes.txt", "no image");
  std::filesystem::create_directory(folder.path() / "e.jpg");
  const auto source = opened({.source = folder.path().string()});
  EXPECT_FALSE(source->live());
  std::vector<std::string> all;
  all.reserve(5);
  for (int i = 0; i < 5; ++i) all.push_back(bytes_of(*source));
  EXPECT_THAT(all, ElementsAre("one", "two", std::string("thr\0ee", 6), "four", "the end: "));
}

TEST(FolderSource, GoesRoundWhenAskedTo) {
  const TemporaryFolder folder;
  folder.file("a.jpg", "one");
  folder.file("b.jpg", "two");
  const auto source = opened({.source = folder.path().string(), .loop = true});
  Duration last{-1};
  for (int i = 0; i < 5; ++i) {
    auto reading = source->next(no_stop);
    const auto& frame = std::get<CapturedFrame>(reading);
    EXPECT_EQ(std::get<std::string>(frame.picture), i % 2 == 0 ? "one" : "two");
    EXPECT_GT(frame.due, last);
    last = frame.due;
  }
}

TEST(FolderSource, OneImageIsASourceToo) {
  const TemporaryFolder folder;
  const auto source = opened({.source = folder.file("a.jpg", "one")});
  EXPECT_EQ(bytes_of(*source), "one");
  EXPECT_EQ(bytes_of(*source), "the end: ");
}

TEST(FolderSource, SaysWhatIsWrong) {
  const TemporaryFolder folder;
  EXPECT_THAT(refused({.source = folder.path().string()}), HasSubstr("no .jpg, .jpeg, .png or .webp"));
  folder.file("a.jpg", "one");
  EXPECT_THAT(refused({.source = folder.path().string(), .size = PictureSize{64, 48}}), HasSubstr("as they are"));
  EXPECT_THAT(refused({.source = folder.path().string(), .quality = 50}), HasSubstr("as they are"));
  const auto source = opened({.source = folder.path().string()});
  std::filesystem::remove(folder.path() / "a.jpg");
  EXPECT_THAT(bytes_of(*source), HasSubstr("cannot read"));
}

TEST(SourceKind, IsToldByWhatIsThere) {
  const TemporaryFolder folder;
  const auto kind = [](const std::string& text) { return std::get<SourceKind>(kind_of_source(text)); };
  EXPECT_EQ(kind("test"), SourceKind::test);
  EXPECT_EQ(kind(folder.path().string()), SourceKind::folder);
  EXPECT_EQ(kind(folder.file("x.avi", "x")), SourceKind::file);
  EXPECT_EQ(kind(folder.file("x.Jpg", "x")), SourceKind::image);
  EXPECT_EQ(kind("rtsp://me:secret@host/stream"), SourceKind::url);
  EXPECT_EQ(kind("/dev/null"), SourceKind::device);
  const auto problem = [](const std::string& text) { return std::get<std::string>(kind_of_source(text)); };
  EXPECT_THAT(problem("/dev/video987"), HasSubstr("no device /dev/video987"));
  EXPECT_THAT(problem("/nowhere/at/all.avi"), HasSubstr("no file, folder or device"));
}

TEST(SourceNames, HidePasswords) {
  EXPECT_EQ(without_credentials("rtsp://me:se@cret@host:554/a@b"), "rtsp://host:554/a@b");
  EXPECT_EQ(without_credentials("rtsp://host/a@b"), "rtsp://host/a@b");
  EXPECT_EQ(without_credentials("file@home.avi"), "file@home.avi");
}

TEST(PictureSize, IsWidthByHeight) {
  EXPECT_EQ(read_picture_size("640x480"), (PictureSize{640, 480}));
  for (const char* text :
       {"", "640", "640x", "x480", "640x480x3", "640 x480", "8x8", "-640x480", "9999x480", "1e3x480"})
    EXPECT_FALSE(read_picture_size(text)) << text;
}

/// The luma of the next frame of a test scene, and its truth.
struct SceneFrame {
  explicit SceneFrame(FrameSource& source) {
    auto reading = source.next(no_stop);
    const auto& frame = std::get<CapturedFrame>(reading);
    const auto& planes = std::get<Planes>(frame.picture);
    size = planes.size;
    luma.assign(planes.data[0], planes.data[0] + planes.stride[0] * planes.size.height);
    box = frame.truth->box;
    due = frame.due;
  }
  PictureSize size;
  std::vector<std::uint8_t> luma;
  std::optional<std::array<int, 4>> box;
  Duration due{};
};

TEST(TestSource, IsTheSameForTheSameSeed) {
  TestSource one({160, 120}, 7, 15);
  TestSource same({160, 120}, 7, 15);
  TestSource other({160, 120}, 8, 15);
  for (int i = 0; i < 40; ++i) {
    const SceneFrame a(one), b(same), c(other);
    EXPECT_EQ(a.luma, b.luma);
    EXPECT_EQ(a.box, b.box);
    EXPECT_NE(a.luma, c.luma);
  }
}

TEST(TestSource, HasNoiseThatChangesFromFrameToFrame) {
  TestSource source({160, 120}, 1, 15);
  const SceneFrame first(source), second(source);
  double sum = 0;
  for (std::size_t i = 0; i < first.luma.size(); ++i) sum += std::abs(first.luma[i] - second.luma[i]);
  const double mean = sum / static_cast<double>(first.luma.size());
  EXPECT_GT(mean, 1);  // σ 2.5 on both: 2.8
  EXPECT_LT(mean, 4);
}

// The truth is what a perfect detector would say: inside the box the picture differs from the empty scene, outside it does not.
TEST(TestSource, TellsWhereItsObjectIs) {
  TestSource source({160, 120}, 3, 10);
  const SceneFrame empty(source);
  ASSERT_FALSE(empty.box);
  int with_object = 0;
  for (int i = 1; i < 120; ++i) {
    const SceneFrame frame(source);
    double inside = 0, outside = 0;
    int count_inside = 0, count_outside = 0;
    for (int row = 0; row < 120; ++row)
      for (int x = 0; x < 160; ++x) {
        const auto at = static_cast<std::size_t>(row) * 160 + static_cast<std::size_t>(x);
        const int difference = std::abs(frame.luma[at] - empty.luma[at]);
        const auto& box = frame.box;
        const bool in =
            box && x >= (*box)[0] && x < (*box)[0] + (*box)[2] && row >= (*box)[1] && row < (*box)[1] + (*box)[3];
        (in ? inside : outside) += difference;
        ++(in ? count_inside : count_outside);
      }
    EXPECT_LT(outside / count_outside, 5) << i;
    if (!frame.box) continue;
    ++with_object;
    EXPECT_GT(inside / count_inside, 25) << i;
  }
  EXPECT_NEAR(with_object, 80, 2);  // eight seconds of twelve
}

TEST(TestSource, ItsTimeIsItsRate) {
  TestSource source({64, 48}, 1, 20);
  const SceneFrame first(source);
  EXPECT_EQ(first.due, Duration{});
  EXPECT_EQ(SceneFrame(source).due, milliseconds(50));
}

TEST(TestSource, TakesOddAndSmallSizes) {
  for (const PictureSize size : {PictureSize{16, 16}, PictureSize{17, 33}, PictureSize{1919, 1079}}) {
    TestSource source(size, 1, 2);
    for (int i = 0; i < 24; ++i) {
      const SceneFrame frame(source);
      if (!frame.box) continue;
      EXPECT_GE((*frame.box)[0], 0);
      EXPECT_LE((*frame.box)[0] + (*frame.box)[2], size.width);
      EXPECT_LE((*frame.box)[1] + (*frame.box)[3], size.height);
    }
  }
}

}  // namespace
}  // namespace framewake
