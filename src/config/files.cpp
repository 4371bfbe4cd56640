#include "config/files.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/allowed.hpp"
#include "base/log.hpp"
#include "base/plain_file.hpp"

namespace framewake {

namespace {

namespace fs = std::filesystem;

std::string reason(int error, std::string_view allowed = allowed_file) {
  return "cannot read: " + read_error_text(error) + "; " + std::string(allowed);
}

}  // namespace

std::string shown_name(const fs::path& file) {
  return printable(file.string(), 1000);
}

std::optional<ConfigText> read_text(const fs::path& file, Problems& problems) {
  const auto name = shown_name(file);
  FileBytes bytes = read_file_or_pipe(file, {largest_config_text + 1});  // one more: that is too large
  if (bytes.error == 0) return ConfigText{name, std::move(bytes.content)};
  problems.add({name}, "", reason(bytes.error));
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
