#include "app/model_trial.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

#include "base/child_process.hpp"
#include "base/module.hpp"

namespace framewake {

namespace {

constexpr unsigned longest_s = 300;

}  // namespace

std::string try_model_apart(const ModelChoice& choice) {
  switch (const int signal = signal_that_ended({"/proc/self/exe", model_trial_command, "--", choice.model,
                                                choice.config, std::to_string(choice.input)})) {
    case 0: return {};
    case SIGALRM: return "is not done with one picture in " + std::to_string(longest_s) + " s";
    case SIGKILL: return "does not live through being loaded and run (SIGKILL): there is too little memory, perhaps";
    default: return "makes OpenCV crash (" + signal_name(signal) + ") when it is loaded and run: it is broken";
  }
}

void try_model_here(const ModelChoice& choice) {
  ::prctl(PR_SET_DUMPABLE, 0);  // no core: nobody wants to look at it
  for (const int one : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(one, SIG_DFL);  // sanitizers take them
  ::alarm(longest_s);
  static_cast<void>(DetectModel::load(choice, module_folders()));
}

}  // namespace framewake
