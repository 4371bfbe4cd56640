#pragma once
// What may crash, in a process of its own.

#include <string>
#include <vector>

namespace framewake {

/// Runs a program (its path, and its arguments) with nothing to read and nowhere to write, and waits for its end. Returns the
/// signal that ended it; 0 when none did, or when it could not be started. May be called in a process with threads.
int signal_that_ended(const std::vector<std::string>& command);

/// "SIGSEGV"
std::string signal_name(int signal);

}  // namespace framewake
