#pragma once
// The secrets that the configuration names, read from where they are kept.

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "auth/token.hpp"
#include "config/config.hpp"
#include "config/problem.hpp"

namespace framewake {

/// Secrets or certificates that cannot be had; what() has a line for each.
class BadSecrets : public std::runtime_error {
 public:
  explicit BadSecrets(std::vector<ConfigProblem> problems);
  const std::vector<ConfigProblem>& problems() const noexcept { return problems_; }

 private:
  std::vector<ConfigProblem> problems_;
};

struct TokensReading;

/// What the cameras must show. Immutable.
class CameraTokens {
 public:
  /// Reads the files and credentials; logs what an operator should know of them, throws BadSecrets.
  explicit CameraTokens(const Config& config);
  static TokensReading read(const Config& config);

  /// `anonymous`: cameras without any token may send.
  TokenRule rule_for(const CameraId& camera, bool anonymous) const;

  /// "defaults.token_file", "cameras.front.token_file": where this has other tokens than `other`.
  std::vector<std::string> keys_that_differ(const CameraTokens& other) const;

 private:
  CameraTokens() = default;

  std::map<CameraId, std::vector<TokenDigest>> own_;
  std::vector<TokenDigest> shared_;  // of [defaults]
};

struct TokensReading {
  CameraTokens tokens;
  std::vector<ConfigProblem> problems;  ///< with any of these the tokens are not to be used
  std::vector<std::string> warnings;    ///< lines for the log
};

struct HttpOptionsReading {
  HttpOptions options;
  std::vector<ConfigProblem> problems;
};

/// The options with what the systemd credential http.password_hash says.
HttpOptionsReading read_http_options(HttpOptions options);
/// The same; throws BadSecrets.
HttpOptions with_credentials(HttpOptions options);

}  // namespace framewake
