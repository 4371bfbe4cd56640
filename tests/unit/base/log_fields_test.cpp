#include "base/log_fields.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "base/journal.hpp"
#include "base/log.hpp"

namespace framewake {
namespace {

using Fields = std::vector<std::string_view>;

TEST(LogFields, TravelBehindTheText) {
  const std::string line = with_fields("camera front went", {{"CAMERA", "front"}, {"FATE", "rejected"}, {"EMPTY", ""}});
  EXPECT_EQ(text_of_line(line), "camera front went");
  EXPECT_EQ(fields_of_line(line), (Fields{"CAMERA=front", "FATE=rejected", "EMPTY="}));
}

TEST(LogFields, AreAbsentFromAPlainLine) {
  EXPECT_EQ(text_of_line("plain = text"), "plain = text");
  EXPECT_TRUE(fields_of_line("plain = text").empty());
  EXPECT_TRUE(fields_of_line("").empty());
}

TEST(LogFields, ANoteGoesBetween) {
  EXPECT_EQ(with_note(with_fields("lost", {{"CAMERA", "front"}}), " (and 2 more)"),
            with_fields("lost (and 2 more)", {{"CAMERA", "front"}}));
  EXPECT_EQ(with_note("lost", "!"), "lost!");
}

TEST(LogFields, TextFromOutsideCannotForgeOne) {
  const std::string hostile = with_fields("x", {{"CAMERA", "front"}});
  EXPECT_TRUE(fields_of_line(with_fields(printable(hostile), {})).empty());
}

class JournalStream : public testing::Test {
 protected:
  ~JournalStream() override { unsetenv("JOURNAL_STREAM"); }
};

TEST_F(JournalStream, IsTheJournalOnlyWhenItNamesThisVeryStderr) {
  unsetenv("JOURNAL_STREAM");
  EXPECT_FALSE(stderr_is_journal());
  struct stat file {};
  ASSERT_EQ(fstat(STDERR_FILENO, &file), 0);
  const std::string here = std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino);
  setenv("JOURNAL_STREAM", here.c_str(), 1);
  EXPECT_TRUE(stderr_is_journal());
  setenv("JOURNAL_STREAM", (here + "1").c_str(), 1);
  EXPECT_FALSE(stderr_is_journal());
  setenv("JOURNAL_STREAM", "rubbish", 1);
  EXPECT_FALSE(stderr_is_journal());
}

std::set<std::string> ids_in(const std::string& path, const std::regex& pattern) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  std::set<std::string> ids;
  for (std::sregex_iterator found(all.begin(), all.end(), pattern), end; found != end; ++found)
    EXPECT_TRUE(ids.insert((*found)[1]).second) << "twice: " << (*found)[1];
  return ids;
}

TEST(MessageIds, EachIsExplainedInTheCatalogAndNoneElse) {
  const auto defined = ids_in(SOURCE_DIR "/src/base/message_ids.hpp", std::regex("= \"([0-9a-f]{32})\";"));
  const auto explained = ids_in(SOURCE_DIR "/systemd/framewake.catalog", std::regex("\n-- ([0-9a-f]{32})\n"));
  EXPECT_FALSE(defined.empty());
  EXPECT_EQ(defined, explained);
}

TEST(MessageIds, EachIsInTheOperatorsTableUnderItsNameAndNoneElse) {
  const auto defined = ids_in(SOURCE_DIR "/src/base/message_ids.hpp", std::regex("char\\* (\\w+ = \"[0-9a-f]{32})\";"));
  std::set<std::string> told;
  for (const auto& row : ids_in(SOURCE_DIR "/docs/operations.md", std::regex("\n\\| `([0-9a-f]{32}` \\| `\\w+)` \\|")))
    told.insert(row.substr(row.rfind('`') + 1) + " = \"" + row.substr(0, 32));
  EXPECT_FALSE(defined.empty());
  EXPECT_EQ(defined, told);
}

}  // namespace
}  // namespace framewake
