#pragma once
// Files that a configuration or a command line names: they may be missing, a folder, a pipe that never ends, or far too large.

#include <filesystem>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace framewake {

struct PlainFile {
  std::string content;
  std::string problem;  ///< "" or what is wrong, and what is allowed: "is …; allowed: …", "cannot be read: …"
  bool ok() const noexcept { return problem.empty(); }
};

/// The whole of a plain file of at most `most`. Never waits, whatever is at that place: what is no plain file (a folder, a
/// pipe, a device) is opened at most, not read.
PlainFile read_plain_file(const std::filesystem::path& file, Bytes most);

struct FileBytes {
  std::string content;
  int error = 0;  ///< errno; ENODATA: nothing came for too long
};

/// At most the first `most` bytes of whatever is at that place. A pipe or a device (a shell's <(…), /dev/stdin) must come to
/// its end within `longest`. Without: 5 s, and a minute for what whoever started the program has handed it, or types.
FileBytes read_file_or_pipe(const std::filesystem::path& file, Bytes most, std::optional<milliseconds> longest = {});

/// In words.
std::string read_error_text(int error);

/// "1 MiB", "512 KiB", "5 bytes": in the largest unit in which it is a whole number.
std::string size_text(Bytes size);

}  // namespace framewake
