// Files on disk: drop-ins, and files that can't be read.

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "cli/reference.hpp"
#include "load.hpp"
#include "support/temporary_folder.hpp"

namespace framewake::test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string allowed = "; allowed: a file that framewake's user may read";

class Files : public ::testing::Test {
 protected:
  fs::path write(const std::string& name, const std::string& text) const { return temporary_.file(name, text); }
  LoadResult load(const fs::path& file, const std::vector<std::string>& set = {}) const {
    return load_config({.file = file, .set = set}, stages_for_tests());
  }

  TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
};

TEST_F(Files, DropInsAreMergedInTheOrderOfTheirNames) {
  const auto file = write("f.toml", "[processing]\nthreads = 1\nmax_pixels = 100\n");
  write("f.d/20-b.toml", "[processing]\nthreads = 3\n");
  write("f.d/10-a.toml", "[processing]\nthreads = 2\n[log]\nlevel = \"error\"\n");
  write("f.d/notes.txt", "no TOML at all");
  write("f.d/.#30-c.toml", "an editor's lock");
  const auto result = load(file);
  ASSERT_THAT(printed(result), IsEmpty());
  const auto& config = std::get<Config>(result);
  EXPECT_EQ(config.processing.threads, 3);
  EXPECT_EQ(config.processing.max_pixels, 100);
  EXPECT_EQ(config.log.level, LogLevel::error);
}

TEST_F(Files, ProblemsNameTheirFile) {
  const auto file = write("f.toml", "[log]\nx = 1\n");
  const auto drop_in = write("f.d/a.toml", "[log]\n\ny = 1\n");
  EXPECT_THAT(printed(load(file)), ElementsAre(::testing::StartsWith(file.string() + ":2:1: log.x: unknown key"),
                                               ::testing::StartsWith(drop_in.string() + ":3:1: log.y: unknown key")));
}

TEST_F(Files, WhatCannotBeReadIsAProblem) {
  EXPECT_THAT(printed(load(folder_ / "none.toml")),
              ElementsAre((folder_ / "none.toml").string() + ": cannot read: No such file or directory" + allowed));
  EXPECT_THAT(printed(load(folder_)), ElementsAre(folder_.string() + ": cannot read: Is a directory" + allowed));
  EXPECT_THAT(printed(load("/dev/zero")), ElementsAre("/dev/zero: is too large, allowed: up to 1 MiB"));
  EXPECT_THAT(printed(load(write("f.toml", "") / "x")),
              ElementsAre(::testing::HasSubstr("cannot read: Not a directory")));
}

TEST_F(Files, AnUnreadableDropInDoesNotHideTheOthers) {
  const auto file = write("f.toml", "[log]\nx = 1\n");
  fs::create_directories(folder_ / "f.d/a.toml");
  EXPECT_THAT(printed(load(file)),
              ElementsAre(::testing::HasSubstr("f.toml:2:1: log.x"),
                          (folder_ / "f.d/a.toml").string() + ": cannot read: Is a directory" + allowed));
}

TEST_F(Files, AFileThatIsThereButCannotBeReadIsNoMissingFile) {
  const auto loop = folder_ / "loop.toml";
  fs::create_symlink(loop, loop);
  EXPECT_THAT(printed(load_config(default_request(loop), stages_for_tests())),
              ElementsAre(loop.string() + ": cannot read: Too many levels of symbolic links" + allowed));
}

TEST_F(Files, TheInstalledFileIsReadWhenItOrItsDropInsExist) {
  const auto installed = folder_ / "framewake.toml";
  EXPECT_FALSE(default_request(installed).file);
  write("framewake.d/a.toml", "[processing]\nthreads = 2\n");
  const auto result = load_config(default_request(installed), stages_for_tests());
  ASSERT_THAT(printed(result), IsEmpty());
  EXPECT_EQ(std::get<Config>(result).processing.threads, 2);
  write("framewake.toml", "[processing]\nthreads = 9\nmax_pixels = 7\n");
  const auto both = load_config(default_request(installed), stages_for_tests());
  EXPECT_EQ(std::get<Config>(both).processing.max_pixels, 7);
}

TEST_F(Files, ReferenceRefusesAnUnknownFormat) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(run_reference("yaml", stages_for_tests(), out, err), 1);
  EXPECT_EQ(out.str(), "");
  EXPECT_NE(err.str().find("toml, markdown, json-schema"), std::string::npos);
  EXPECT_EQ(run_reference("toml", stages_for_tests(), out, err), 0);
  EXPECT_NE(out.str().find("[ingest]"), std::string::npos);
}

}  // namespace
}  // namespace framewake::test
