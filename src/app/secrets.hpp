#pragma once
// The secrets that the configuration names, read from where they are kept.

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "auth/token.hpp"
#include "config/config.hpp"

namespace framewake {

/// Secrets that cannot be had; what() has a line for each.
class BadSecrets : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What the cameras must show. Immutable.
class CameraTokens {
 public:
  /// Reads the files and credentials; throws BadSecrets.
  explicit CameraTokens(const Config& config);

  /// `anonymous`: cameras without any token may send.
  TokenRule rule_for(const CameraId& camera, bool anonymous) const;

  /// "defaults.token_file", "cameras.front.token_file": where this has other tokens than `other`.
  std::vector<std::string> keys_that_differ(const CameraTokens& other) const;

 private:
  std::map<CameraId, std::vector<TokenDigest>> own_;
  std::vector<TokenDigest> shared_;  // of [defaults]
};

/// The options with what the systemd credential http.password_hash says; throws BadSecrets.
HttpOptions with_credentials(HttpOptions options);

}  // namespace framewake
