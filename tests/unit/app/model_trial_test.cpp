// What the end of the process in which a model is tried says of the model.
#include "app/model_trial.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace framewake {
namespace {

TEST(ModelTrial, ACrashAndWantOfMemoryAreTheModelsFault) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS})
    EXPECT_THAT(trial_problem(signal), testing::HasSubstr("makes OpenCV crash (SIG"));
  EXPECT_THAT(trial_problem(SIGKILL), testing::HasSubstr("too little memory"));
}

TEST(ModelTrial, NothingElseSaysAnythingOfIt) {
  for (const int signal : {0, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM}) EXPECT_EQ(trial_problem(signal), "");
}

}  // namespace
}  // namespace framewake
