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

/// Certificates and the like, which a configuration names.
struct NamedFilesWatchTest : ConfigWatchTest {
  void link(const fs::path& target, const fs::path& name) { fs::create_symlink(target, name); }
  /// As careful programs replace links: nobody ever finds none.
  void point(const fs::path& name, const fs::path& target) {
    link(target, root_ / "new-link");
    fs::rename(root_ / "new-link", name);
  }
  void put(const std::string& name) {
    fs::create_directories((root_ / name).parent_path());
    write(root_ / name, "a");
  }
};

TEST_F(NamedFilesWatchTest, TellsOfThemWrittenReplacedAndGone) {
  put("tls/site.crt");
  watch();
  watch_->also({root_ / "tls/site.crt"});
  expect_told([&] { write(root_ / "tls/site.crt", "b"); });
  expect_told([&] {
    write(root_ / "tls/site.crt.new", "c");
    fs::rename(root_ / "tls/site.crt.new", root_ / "tls/site.crt");
  });
  expect_told([&] { write(root_ / "tls/site.crt", "d"); });
  expect_told([&] { fs::remove(root_ / "tls/site.crt"); });
  expect_told([&] { write(root_ / "tls/site.crt", "e"); });
  expect_untold([&] { write(root_ / "tls/other.crt", "a"); });
  expect_told([&] { write(file_, "a"); });
}

TEST_F(NamedFilesWatchTest, TellsOfLinksAsCertbotMakesThem) {
  put("archive/site/cert1.pem");
  put("archive/site/cert2.pem");
  fs::create_directories(root_ / "live/site");
  link("../../archive/site/cert1.pem", root_ / "live/site/cert.pem");
  watch();
  watch_->also({root_ / "live/site/cert.pem"});
  expect_told([&] { point(root_ / "live/site/cert.pem", "../../archive/site/cert2.pem"); });
  expect_told([&] { write(root_ / "archive/site/cert2.pem", "b"); });
  expect_untold([&] { write(root_ / "archive/site/cert1.pem", "b"); });
  expect_told([&] {
    fs::remove(root_ / "live/site/cert.pem");
    link("../../archive/site/cert1.pem", root_ / "live/site/cert.pem");
  });
}

TEST_F(NamedFilesWatchTest, TellsOfLinksAsKubernetesMakesThem) {
  put("secret/..2026_1/tls.crt");
  put("secret/..2026_2/tls.crt");
  link("..2026_1", root_ / "secret/..data");
  link("..data/tls.crt", root_ / "secret/tls.crt");
  watch();
  watch_->also({root_ / "secret/tls.crt"});
  expect_told([&] {
    point(root_ / "secret/..data", "..2026_2");
    fs::remove_all(root_ / "secret/..2026_1");
  });
  expect_told([&] { write(root_ / "secret/..2026_2/tls.crt", "b"); });
}

TEST_F(NamedFilesWatchTest, TellsOfAFolderThatIsALinkAndOfOneThatIsReplaced) {
  put("1/tls/site.crt");
  put("2/tls/site.crt");
  link(root_ / "1", root_ / "current");
  watch();
  watch_->also({root_ / "current/tls/site.crt"});
  expect_told([&] { point(root_ / "current", root_ / "2"); });
  expect_told([&] { write(root_ / "2/tls/site.crt", "b"); });
  expect_told([&] {
    put("3/site.crt");
    fs::rename(root_ / "2/tls", root_ / "2/old");
    fs::rename(root_ / "3", root_ / "2/tls");
  });
  expect_told([&] { write(root_ / "2/tls/site.crt", "c"); });
  expect_untold([&] { write(root_ / "2/old/site.crt", "c"); });
}

TEST_F(NamedFilesWatchTest, TellsOfWhatComesLater) {
  watch();
  watch_->also({root_ / "a/b/site.crt"});
  expect_told([&] { fs::create_directory(root_ / "a"); });
  expect_told([&] { fs::create_directory(root_ / "a/b"); });
  expect_told([&] { put("a/b/site.crt"); });
}

TEST_F(NamedFilesWatchTest, ALinkThatLeadsToItselfHurtsNobody) {
  link("circle", root_ / "circle");
  watch();
  watch_->also({root_ / "circle/site.crt"});
  expect_told([&] { write(file_, "a"); });
}

TEST_F(NamedFilesWatchTest, TheNextOnesTakeTheirPlace) {
  put("1/site.crt");
  put("2/site.crt");
  watch();
  watch_->also({root_ / "1/site.crt"});
  watch_->also({root_ / "2/site.crt"});
  expect_told([&] { write(root_ / "2/site.crt", "b"); });
  expect_untold([&] { write(root_ / "1/site.crt", "b"); });
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
