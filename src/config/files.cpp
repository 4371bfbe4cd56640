#include "config/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/allowed.hpp"
#include "base/log.hpp"

namespace framewake {

namespace {

namespace fs = std::filesystem;

std::string reason(int error, std::string_view allowed = allowed_file) {
  return "cannot read: " + std::generic_category().message(error) + "; " + std::string(allowed);
}

/// 0, or the errno of what went wrong.
int read_all(int descriptor, std::string& text) {
  std::string chunk(16 * 1024, '\0');
  while (text.size() <= largest_config_text) {
    const auto count = ::read(descriptor, chunk.data(), chunk.size());
    if (count == 0) return 0;
    if (count > 0)
      text.append(chunk, 0, static_cast<std::size_t>(count));
    else if (errno != EINTR)
      return errno;
  }
  return 0;
}

}  // namespace

std::string shown_name(const fs::path& file) {
  return printable(file.string(), 1000);
}

std::optional<ConfigText> read_text(const fs::path& file, Problems& problems) {
  const auto name = shown_name(file);
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    problems.add({name}, "", reason(errno));
    return std::nullopt;
  }
  ConfigText result{name, {}};
  const int error = read_all(descriptor, result.text);
  ::close(descriptor);
  if (error == 0) return result;
  problems.add({name}, "", reason(error));
  return std::nullopt;
}

bool is_absent(const fs::path& file) {
  std::error_code ignored;
  return fs::symlink_status(file, ignored).type() == fs::file_type::not_found;
}

fs::path drop_in_folder(const fs::path& file) {
  return fs::path(file).replace_extension(".d");
}

std::vector<fs::path> drop_ins(const fs::path& file, Problems& problems) {
  const auto folder = drop_in_folder(file);
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const auto& path = entry->path();
    if (path.extension() == ".toml" && path.filename().string().front() != '.') found.push_back(path);
  }
  if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory)
    problems.add({shown_name(folder)}, "", reason(error.value(), "allowed: a folder that framewake's user may read"));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace framewake
