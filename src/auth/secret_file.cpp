#include "auth/secret_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "base/allowed.hpp"
#include "base/log.hpp"

namespace framewake {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_secret = 1024;

/// The first line of a file that is perhaps no text at all; what is beyond the longest secret is not read.
std::string first_line(std::istream& in) {
  std::string line(longest_secret + 1, '\0');
  in.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(in.gcount()));
  line.resize(std::min(line.find('\n'), line.size()));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  return line;
}

}  // namespace

SecretReading read_secret_file(const fs::path& file) {
  const auto name = printable(file.string(), 1000);
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return {.problem = "cannot read " + name + ": " + std::generic_category().message(errno) + "; " +
                       std::string(allowed_file)};
  SecretReading reading{.secret = first_line(in)};
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
