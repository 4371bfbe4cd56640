#include "app/config_watch.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_folder.hpp"

namespace framewake {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

/// A watched etc/framewake.toml in a folder of its own.
class ConfigWatchTest : public testing::Test {
 protected:
  ConfigWatchTest() {
    file_ = root_ / "framewake.toml";
    write(file_, "");
  }

  void watch() {
    watch_.emplace(
        loop_, file_,
        [this] {
          ++changes_;
          loop_.stop();
        },
        milliseconds(20));
  }
  /// What `act` does is told, once.
  void expect_told(const std::function<void()>& act) {
    loop_.post(act);
    loop_.run();
    EXPECT_EQ(changes_, ++expected_);
  }
  /// Nothing is told of what `act` does, though what is done after it is.
  void expect_untold(const std::function<void()>& act) {
    act();
    loop_.at(steady_time().now() + milliseconds(100), [this] { loop_.stop(); });
    loop_.run();
    EXPECT_EQ(changes_, expected_);
  }

  MainLoop loop_;
  test::TemporaryFolder temporary_;
  const fs::path root_ = temporary_.path();
  fs::path file_;
  std::optional<ConfigWatch> watch_;
  int changes_ = 0;
  int expected_ = 0;
};

TEST_F(ConfigWatchTest, TellsOfAFileThatIsWritten) {
  watch();
  expect_told([&] { write(file_, "a"); });
  expect_told([&] { write(file_, "b"); });
}

TEST_F(ConfigWatchTest, TellsOfAFileThatIsReplacedAndGoesOnWatchingTheNewOne) {
  watch();
  expect_told([&] {
    write(root_ / "temporary", "a");
    fs::rename(root_ / "temporary", file_);
  });
  expect_told([&] { write(file_, "b"); });
}

TEST_F(ConfigWatchTest, SeveralStepsAreToldOnce) {
  watch();
  expect_told([&] {
    fs::remove(file_);
    for (int i = 0; i < 50; ++i) write(file_, std::to_string(i));
  });
  expect_untold([] {});
}

TEST_F(ConfigWatchTest, TellsOfDropInsInAFolderThatComesLater) {
  watch();
  expect_told([&] { fs::create_directory(root_ / "framewake.d"); });
  expect_told([&] { write(root_ / "framewake.d" / "10-more.toml", "a"); });
  expect_told([&] { fs::remove(root_ / "framewake.d" / "10-more.toml"); });
  expect_untold([&] { write(root_ / "framewake.d" / "README", "a"); });
  expect_told([&] { fs::remove_all(root_ / "framewake.d"); });
  expect_told([&] {
    fs::create_directory(root_ / "other");
    write(root_ / "other" / "10-more.toml", "a");
    fs::rename(root_ / "other", root_ / "framewake.d");
  });
}

TEST_F(ConfigWatchTest, TellsOfALinkThatPointsElsewhereAndOfWhatItPointsTo) {
  fs::create_directory(root_ / "1");
  fs::create_directory(root_ / "2");
  write(root_ / "1" / "real.toml", "a");
  write(root_ / "2" / "real.toml", "a");
  fs::remove(file_);
  fs::create_symlink(root_ / "1" / "real.toml", file_);
  watch();
  expect_told([&] { write(root_ / "1" / "real.toml", "b"); });
  expect_told([&] {
    fs::remove(file_);
    fs::create_symlink(root_ / "2" / "real.toml", file_);
  });
  expect_told([&] { write(root_ / "2" / "real.toml", "b"); });
}

TEST_F(ConfigWatchTest, SaysNothingOfOtherFiles) {
  watch();
  expect_untold([&] {
    write(root_ / "framewake.toml~", "a");
    write(root_ / ".framewake.toml.swp", "a");
    fs::create_directory(root_ / "more");
  });
}

TEST_F(ConfigWatchTest, AWatchThatHasEndedTellsNothing) {
  watch();
  expect_untold([&] {
    write(file_, "a");
    loop_.post([this] { watch_.reset(); });
  });
}

}  // namespace
}  // namespace framewake
