#pragma once
// Secrets that are kept in files: a key of the configuration names the file, or systemd hands it over (LoadCredential=).

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace framewake {

struct SecretReading {
  std::string secret = {};   ///< the first line, without blanks at its end; "" when there is a problem
  std::string problem = {};  ///< "cannot read PATH: why"; never holds anything of the content
  std::string warning = {};  ///< what an operator should know, such as that everybody may read the file
};

SecretReading read_secret_file(const std::filesystem::path& file);

/// Where systemd's credentials are ($CREDENTIALS_DIRECTORY), if it has said so.
std::optional<std::filesystem::path> credentials_folder();
/// The file of the systemd credential `name` ($CREDENTIALS_DIRECTORY/name), if there is one.
std::optional<std::filesystem::path> credential(const std::string& name);
/// The names, without `prefix`, of all credentials that begin with it; sorted.
std::vector<std::string> credentials_with(const std::string& prefix);

}  // namespace framewake
