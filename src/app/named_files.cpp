#include "app/named_files.hpp"

#include <algorithm>
#include <string>

#include "auth/secret_file.hpp"

namespace framewake {
namespace {

namespace fs = std::filesystem;

void add_credentials(std::vector<fs::path>& files, const Config& config) {
  const auto folder = credentials_folder();
  if (!folder) return;
  for (const char* name : {"ingest.tls_certificate", "ingest.tls_key", "ingest.client_ca", "http.tls_certificate",
                           "http.tls_key", "http.password_hash"})
    files.push_back(*folder / name);
  for (const auto& [camera, options] : config.cameras) files.push_back(*folder / ("token." + camera.str()));
  for (const std::string& name : credentials_with("token.")) files.push_back(*folder / ("token." + name));
}

}  // namespace

std::vector<fs::path> named_files(const Config& config) {
  std::vector<fs::path> files{config.ingest.tls_certificate, config.ingest.tls_key, config.ingest.client_ca,
                              config.http.tls_certificate,   config.http.tls_key,   config.defaults.token_file};
  for (const auto& [camera, options] : config.cameras) files.emplace_back(options.token_file);
  std::erase_if(files, [](const fs::path& file) { return file.empty(); });
  add_credentials(files, config);
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

}  // namespace framewake
