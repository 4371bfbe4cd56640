#include "base/plain_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/allowed.hpp"
#include "base/descriptor.hpp"

namespace framewake {
namespace {

PlainFile unfit(const std::string& what) {
  return {.content = {}, .problem = what};
}

PlainFile unreadable(int error) {
  return unfit("cannot be read: " + std::generic_category().message(error) + "; " + std::string(allowed_file));
}

/// A pipe that nobody writes into would keep open() waiting for ever. For plain files it means nothing.
Descriptor open_at_once(const std::filesystem::path& file) {
  return Descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

milliseconds usual_patience(const std::filesystem::path& file) {
  constexpr milliseconds in_a_service{5'000}, by_hand{60'000};
  for (const std::string_view handed : {"/dev/stdin", "/dev/fd/", "/proc/self/fd/"})
    if (file.native().starts_with(handed)) return by_hand;
  return in_a_service;
}

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

/// Waits until there is something to read, or nothing more ever. Without a deadline there is nothing to wait for.
bool is_readable(int descriptor, const Deadline& deadline) {
  while (deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
    pollfd one{.fd = descriptor, .events = POLLIN, .revents = 0};
    const int count = ::poll(&one, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (count > 0) return true;
    if (count == 0) return false;
    if (errno != EINTR) return true;  // read() says why
  }
  return true;
}

/// The first `most` bytes, or all; `likely`: how many there are, perhaps.
FileBytes read_from(int descriptor, Bytes most, std::uint64_t likely, const Deadline& deadline) {
  constexpr std::uint64_t least = 4096;
  FileBytes bytes;
  std::uint64_t size = 0;
  while (size < most.count) {
    if (size == bytes.content.size()) bytes.content.resize(std::min(most.count, std::max({least, likely, 2 * size})));
    if (!is_readable(descriptor, deadline)) return {.content = {}, .error = ENODATA};
    const auto count = ::read(descriptor, bytes.content.data() + size, bytes.content.size() - size);
    if (count == 0) break;
    if (count > 0)
      size += static_cast<std::uint64_t>(count);
    else if (errno != EINTR && errno != EAGAIN)
      return {.content = {}, .error = errno};
  }
  bytes.content.resize(size);
  return bytes;
}

}  // namespace

std::string read_error_text(int error) {
  return error == ENODATA ? "nothing came for too long" : std::generic_category().message(error);
}

std::string size_text(Bytes size) {
  if (size.count % mebibytes(1).count == 0) return std::to_string(size.count / mebibytes(1).count) + " MiB";
  if (size.count % kibibytes(1).count == 0) return std::to_string(size.count / kibibytes(1).count) + " KiB";
  return std::to_string(size.count) + " bytes";
}

PlainFile read_plain_file(const std::filesystem::path& file, Bytes most) {
  const Descriptor opened = open_at_once(file);
  if (!opened) return unreadable(errno);
  struct stat facts {};
  if (::fstat(opened.get(), &facts) != 0) return unreadable(errno);
  if (!S_ISREG(facts.st_mode)) return unfit("is no plain file; " + std::string(allowed_file));
  // It may grow while it is read, and files of /proc say that they have no size.
  const auto size = std::min(static_cast<std::uint64_t>(facts.st_size), most.count);
  FileBytes bytes = read_from(opened.get(), {most.count + 1}, size + 1, {});
  if (bytes.error != 0) return unreadable(bytes.error);
  if (bytes.content.size() > most.count) return unfit("is too large; allowed: up to " + size_text(most));
  return {.content = std::move(bytes.content), .problem = {}};
}

FileBytes read_file_or_pipe(const std::filesystem::path& file, Bytes most, std::optional<milliseconds> longest) {
  const Descriptor opened = open_at_once(file);
  struct stat facts {};
  if (!opened || ::fstat(opened.get(), &facts) != 0) return {.content = {}, .error = errno};
  const auto deadline = std::chrono::steady_clock::now() + longest.value_or(usual_patience(file));
  const auto likely = static_cast<std::uint64_t>(facts.st_size) + 1;  // a secret leaves no copies on the way
  return read_from(opened.get(), most, likely, S_ISREG(facts.st_mode) ? std::nullopt : std::optional(deadline));
}

}  // namespace framewake
