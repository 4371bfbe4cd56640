#include "app/model_trial.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <fstream>

#include "base/child_process.hpp"
#include "base/module.hpp"

namespace framewake {

namespace {

/// The main thread waits, which feeds the service manager's watchdog: far less than WatchdogSec of the unit.
constexpr unsigned longest_s = 10;

}  // namespace

std::string trial_problem(int signal) {
  switch (signal) {
    case SIGSEGV:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGABRT:
    case SIGSYS: return "makes OpenCV crash (" + signal_name(signal) + ") when it is loaded and run: it is broken";
    case SIGKILL: return "does not live through being loaded and run (SIGKILL): there is too little memory, perhaps";
    default: return {};  // none; out of time; or somebody ends this process, and the other one with it
  }
}

std::string try_model_apart(const ModelChoice& choice) {
  return trial_problem(signal_that_ended(
      {"/proc/self/exe", model_trial_command, "--", choice.model, choice.config, std::to_string(choice.input)}));
}

void try_model_here(const ModelChoice& choice) {
  std::ofstream("/proc/self/oom_score_adj") << 1000;  // where memory lacks, this is what goes
  ::prctl(PR_SET_DUMPABLE, 0);                        // no core: nobody wants to look at it
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int one : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(one, SIG_DFL);  // sanitizers take them
  ::alarm(longest_s);
  try {
    static_cast<void>(DetectModel::load(choice, module_folders()));
  } catch (const std::exception&) {  // whoever loads it afterwards says what
  }
}

}  // namespace framewake
