#pragma once
// What processes and threads have used: CPU seconds and memory. Zero when a process is gone or the kernel does not tell.

#include <sys/types.h>

#include <cstddef>
#include <string>

namespace framewake::bench {

/// Of the calling thread.
double thread_cpu_seconds();
/// Of all threads of a process together, also those that have ended; exact, not in ticks.
double process_cpu_seconds(pid_t process);
/// Of the threads of a process whose name begins with `prefix` ("" : all that live now).
double cpu_seconds_of_threads(pid_t process, const std::string& prefix);

struct Memory {
  double resident = 0;   ///< bytes, with the pages shared with other processes (such as code of libraries)
  double anonymous = 0;  ///< bytes, the part that is the process's own
};
Memory memory_of(pid_t process);

/// How many shared libraries a process has mapped.
std::size_t shared_libraries_of(pid_t process);

}  // namespace framewake::bench
