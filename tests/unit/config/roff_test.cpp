#include "config/reference/roff.hpp"

#include <gtest/gtest.h>

#include "config/reference/reference.hpp"
#include "vision/stage_table.hpp"

namespace framewake {
namespace {

TEST(Roff, NothingIsTakenForARequest) {
  EXPECT_EQ(roff(".TH evil"), "\\&.TH evil");
  EXPECT_EQ(roff("a\n'b"), "a\n\\&\\(aqb");
  EXPECT_EQ(roff("a\\b --x ~^`"), "a\\eb \\-\\-x \\(ti\\(ha\\(ga");
}

TEST(Roff, ProseHasParagraphsBoldWordsAndExamples) {
  EXPECT_EQ(roff_prose("One `two`.\n\nThree:\n\n    a b\n\n    c\n\nFour\n"),
            "One \\fBtwo\\fR.\n.PP\nThree:\n.PP\n.RS 4\n.EX\na b\n\nc\n.EE\n.RE\n.PP\nFour\n");
}

TEST(ManPage, HasEveryKey) {
  const auto schema = make_schema(built_in_stages());
  const auto page = reference_man(schema);
  for (const auto& section : schema.sections)
    for (const auto& row : section.table.rows)
      EXPECT_NE(page.find(".TP\n" + roff_bold(row.key) + " = "), std::string::npos) << section.name << "." << row.key;
}

}  // namespace
}  // namespace framewake
