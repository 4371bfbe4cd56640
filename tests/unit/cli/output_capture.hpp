#pragma once
// What a piece of the program writes to stdout and stderr.

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace framewake::test {

struct Outcome {
  int status = 0;
  std::string out;
  std::string err;
};

inline Outcome outcome_of(const std::function<int()>& run) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Outcome outcome;
  outcome.status = run();
  outcome.out = testing::internal::GetCapturedStdout();
  outcome.err = testing::internal::GetCapturedStderr();
  return outcome;
}

}  // namespace framewake::test
