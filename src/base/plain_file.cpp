#include "base/plain_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

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

}  // namespace

std::string size_text(Bytes size) {
  if (size.count % mebibytes(1).count == 0) return std::to_string(size.count / mebibytes(1).count) + " MiB";
  if (size.count % kibibytes(1).count == 0) return std::to_string(size.count / kibibytes(1).count) + " KiB";
  return std::to_string(size.count) + " bytes";
}

PlainFile read_plain_file(const std::filesystem::path& file, Bytes most) {
  // O_NONBLOCK: a pipe that nobody writes into would keep open() waiting for ever. For plain files it means nothing.
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!opened) return unreadable(errno);
  struct stat facts {};
  if (::fstat(opened.get(), &facts) != 0) return unreadable(errno);
  if (!S_ISREG(facts.st_mode)) return unfit("is no plain file; " + std::string(allowed_file));
  PlainFile reading;
  // It may grow while it is read, and files of /proc say that they have no size.
  constexpr std::uint64_t least = 4096;
  std::uint64_t size = 0;
  for (std::uint64_t room = std::max(least, static_cast<std::uint64_t>(facts.st_size) + 1);; room *= 2) {
    reading.content.resize(std::min(room, most.count + 1));
    while (size < reading.content.size()) {
      const auto count = ::read(opened.get(), reading.content.data() + size, reading.content.size() - size);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return unreadable(errno);
      if (count == 0) {
        reading.content.resize(size);
        return reading;
      }
      size += static_cast<std::uint64_t>(count);
    }
    if (size > most.count) return unfit("is too large; allowed: up to " + size_text(most));
  }
}

}  // namespace framewake
