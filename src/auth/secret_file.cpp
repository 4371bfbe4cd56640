#include "auth/secret_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "base/allowed.hpp"
#include "base/log.hpp"
#include "base/plain_file.hpp"

namespace framewake {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_secret = 1024;

/// Without what ends it. The bytes are perhaps no text at all.
std::string first_line(std::string_view bytes) {
  std::string_view line = bytes.substr(0, bytes.find('\n'));
  while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
  return std::string(line);
}

}  // namespace

SecretReading read_secret_file(const fs::path& file) {
  const auto name = printable(file.string(), 1000);
  const FileBytes bytes =
      read_file_or_pipe(file, {longest_secret + 1});  // what is beyond the longest secret is not read
  if (bytes.error != 0)
    return {.problem = "cannot read " + name + ": " + read_error_text(bytes.error) + "; " + std::string(allowed_file)};
  SecretReading reading{.secret = first_line(bytes.content)};
  const bool fit =
      std::all_of(reading.secret.begin(), reading.secret.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (reading.secret.empty() || !fit || reading.secret.size() > longest_secret)
    return {.problem =
                name + " holds no secret, allowed: a first line of 1 to 1024 printable characters without blanks"};
  std::error_code ignored;
  const auto others = fs::perms::others_read | fs::perms::others_write;
  if ((fs::status(file, ignored).permissions() & others) != fs::perms::none && !ignored)
    reading.warning = "everybody on this machine may read " + name + ": chmod 640 would keep it secret";
  return reading;
}

std::optional<fs::path> credentials_folder() {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder == '\0') return std::nullopt;
  return fs::path(folder);
}

std::optional<fs::path> credential(const std::string& name) {
  const auto folder = credentials_folder();
  std::error_code ignored;
  if (!folder || !fs::is_regular_file(*folder / name, ignored)) return std::nullopt;
  return *folder / name;
}

std::vector<std::string> credentials_with(const std::string& prefix) {
  std::vector<std::string> names;
  const auto folder = credentials_folder();
  if (!folder) return names;
  std::error_code error;
  for (fs::directory_iterator entry(*folder, error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (name.size() > prefix.size() && name.starts_with(prefix)) names.push_back(name.substr(prefix.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace framewake
