#pragma once
// A model is loaded and run elsewhere before it is here: on a file that is broken in the right way OpenCV ends the process.

#include <string>

#include "vision/detect/model.hpp"

namespace framewake {

/// The command that does it, in the process that this one starts: its name, model, config, input.
inline constexpr const char* model_trial_command = "try-model";

/// What is said of a model when this signal ended that process; "" when it says nothing of the model (0: none did).
std::string trial_problem(int signal);

/// A ModelTrial: this executable again, with that command. Waits for it, ten seconds at most; a model that takes longer counts
/// as fit.
std::string try_model_apart(const ModelChoice& choice);

/// What that command does. Whether the model is fit does not matter, only that this returns.
void try_model_here(const ModelChoice& choice);

}  // namespace framewake
