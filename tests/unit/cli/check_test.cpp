#include "cli/check.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include "support/certificates.hpp"
#include "support/temporary_folder.hpp"
#include "vision/stage_table.hpp"

namespace framewake::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Check : public testing::Test {
 protected:
  int check(const std::string& text, std::vector<std::string> set = {}) {
    file_ = folder_.file("f.toml", text);
    out_.str("");
    err_.str("");
    return run_check({file_, std::move(set)}, built_in_stages(), out_, err_);
  }

  /// One of every phase in which mistakes are found.
  void check_mixture() {
    EXPECT_EQ(check("[ingest]\ntls_certificate = \"/nowhere.crt\"\n[processing]\nthreads = 99\n"
                    "[defaults]\ntoken_file = \"/nowhere.all\"\n[cameras.front]\ntoken_file = \"/nowhere.front\"\n"
                    "[[pipelines.default.stages]]\nuse = \"detect\"\nmodel = \"/nowhere.weights\"\n"
                    "config = \"/nowhere.cfg\"\nlabels = \"/nowhere.names\"\n"),
              78);
  }
  /// "LINE:COLUMN: KEY" of each problem.
  std::vector<std::string> places() const {
    std::vector<std::string> all;
    std::istringstream lines(err_.str());
    for (std::string line; std::getline(lines, line);) {
      EXPECT_THAT(line, AllOf(StartsWith(file_ + ":"), HasSubstr("allowed: ")));
      const std::string rest = line.substr(std::min(line.size(), file_.size() + 1));
      all.push_back(rest.substr(0, rest.find(": ", rest.find(": ") + 2)));
    }
    return all;
  }

  TemporaryFolder folder_;
  std::string file_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Check, SaysThatAFileIsFine) {
  EXPECT_EQ(check("[cameras.a]\n[cameras.b]\n"), 0);
  EXPECT_EQ(out_.str(), file_ + ": fine (2 cameras, 1 pipeline)\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Check, ListsEveryProblemAndFailsWith78) {
  EXPECT_EQ(check("[log]\nlevel = 5\nx = 1\n", {"log.y=1"}), 78);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), file_ + ":2:9: log.level: is 5, allowed: \"debug\", \"info\", \"warning\", \"error\"\n" +
                            file_ +
                            ":3:1: log.x: unknown key; allowed: \"level\"\n"
                            "--set:1:1: log.y: unknown key; allowed: \"level\"\n");
}

TEST_F(Check, WhatTheFilesNameMustBeThere) {
  EXPECT_EQ(check("[ingest]\ntls_certificate = \"/nowhere.crt\"\n[http]\ntls_key = \"/nowhere.key\"\n"
                  "[cameras.front]\ntoken_file = \"/nowhere.token\"\n"),
            78);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), file_ +
                            ":2:19: ingest.tls_certificate: cannot read /nowhere.crt: No such file or directory; "
                            "allowed: a file that framewake's user may read\n" +
                            file_ + ":4:11: http.tls_key: is a key without its certificate (http.tls_certificate)\n" +
                            file_ +
                            ":6:14: cameras.front.token_file: cannot read /nowhere.token: No such file or directory; "
                            "allowed: a file that framewake's user may read\n");
}

TEST_F(Check, TellsOfAllKindsOfMistakesAtOnce) {
  check_mixture();
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(places(), (std::vector<std::string>{
                          "2:19: ingest.tls_certificate", "4:11: processing.threads", "6:14: defaults.token_file",
                          "8:14: cameras.front.token_file", "11:9: pipelines.default.stages.0.model",
                          "12:10: pipelines.default.stages.0.config", "13:10: pipelines.default.stages.0.labels"}))
      << err_.str();
}

TEST_F(Check, WhatOnlyFollowsFromAMistakeIsNotTold) {
  EXPECT_EQ(check("[ingest]\ntls_certificate = 5\ntls_key = \"/nowhere.key\"\nlisten = \"0.0.0.0:1\"\n"
                  "[defaults]\ntoken_hash = \"x\"\n[cameras.front]\nmax_age = \"2 s\"\n"
                  "[[pipelines.default.stages]]\nuse = \"detect\"\nscore = 7\nmodel = \"/nowhere.onnx\"\n"
                  "[[pipelines.other.stages]]\nuse = \"detcet\"\n[[pipelines.other.stages]]\nuse = \"track\"\n"),
            78);
  EXPECT_EQ(places(),
            (std::vector<std::string>{"2:19: ingest.tls_certificate", "6:14: defaults.token_hash",
                                      "11:9: pipelines.default.stages.0.score",
                                      "12:9: pipelines.default.stages.0.model", "14:7: pipelines.other.stages.0.use"}))
      << err_.str();
}

TEST_F(Check, WhatOnlyTheDaemonMayReadIsNoMistake) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const fs::path token = folder_.file("token", "some-token-of-thirty-characters\n");
  fs::permissions(token, fs::perms::none);
  EXPECT_EQ(check("[cameras.front]\ntoken_file = \"" + token.string() + "\"\n"), 0);
  EXPECT_THAT(err_.str(), AllOf(StartsWith("not checked: " + file_ + ":2:"), HasSubstr("Permission denied; ")));
}

}  // namespace
}  // namespace framewake::test
