#include "app/secrets.hpp"

#include <set>

#include "auth/password.hpp"
#include "auth/secret_file.hpp"
#include "base/log.hpp"

namespace framewake {
namespace {

constexpr std::size_t short_token = 22;  // characters: of random base64, 128 bits

struct Reader {
  void add_hash(const std::string& hash, std::vector<TokenDigest>& digests) {
    if (const auto digest = parse_token_hash(hash)) digests.push_back(*digest);
  }

  void add_file(const std::string& key, const std::filesystem::path& file, std::vector<TokenDigest>& digests) {
    const SecretReading reading = read_secret_file(file);
    if (!reading.problem.empty()) return complain(key, reading.problem);
    if (!reading.warning.empty()) warnings.push_back(key + ": " + reading.warning);
    if (reading.secret.size() < short_token)
      warnings.push_back(key + ": the token is short and might be guessed; `framewake token new` makes good ones");
    digests.push_back(digest_of(reading.secret));
  }

  void add(const std::string& section, const CameraOptions& options, std::vector<TokenDigest>& digests) {
    add_hash(options.token_hash, digests);
    if (!options.token_file.empty()) add_file(section + ".token_file", options.token_file, digests);
  }

  void complain(const std::string& key, const std::string& problem) {
    problems.push_back({.file = {}, .key = key, .what = problem});
  }

  std::vector<ConfigProblem> problems;
  std::vector<std::string> warnings;
};

std::string lines_of_secrets(const std::vector<ConfigProblem>& problems) {
  std::string lines;
  for (const ConfigProblem& problem : problems) lines += (lines.empty() ? "" : "\n") + to_string(problem);
  return lines;
}

bool says_something_itself(const CameraOptions& camera, const CameraOptions& defaults) {
  return camera.token_hash != defaults.token_hash || camera.token_file != defaults.token_file;
}

}  // namespace

BadSecrets::BadSecrets(std::vector<ConfigProblem> problems)
    : std::runtime_error(lines_of_secrets(problems)), problems_(std::move(problems)) {}

CameraTokens::CameraTokens(const Config& config) {
  TokensReading reading = read(config);
  if (!reading.problems.empty()) throw BadSecrets(std::move(reading.problems));
  for (const std::string& warning : reading.warnings) spdlog::warn("{}", warning);
  *this = std::move(reading.tokens);
}

TokensReading CameraTokens::read(const Config& config) {
  CameraTokens tokens;
  Reader reader;
  reader.add("defaults", config.defaults, tokens.shared_);
  for (const auto& [id, options] : config.cameras)
    if (says_something_itself(options, config.defaults)) reader.add("cameras." + id.str(), options, tokens.own_[id]);
  for (const auto& name : credentials_with("token.")) {
    const auto id = CameraId::parse(name);
    const auto file = credential("token." + name);
    if (id && file) reader.add_file("credential token." + name, *file, tokens.own_[*id]);
  }
  return {std::move(tokens), std::move(reader.problems), std::move(reader.warnings)};
}

TokenRule CameraTokens::rule_for(const CameraId& camera, bool anonymous) const {
  const auto own = own_.find(camera);
  const auto& digests = own == own_.end() ? shared_ : own->second;
  return {.required = !digests.empty() || !anonymous, .digests = digests};
}

std::vector<std::string> CameraTokens::keys_that_differ(const CameraTokens& other) const {
  std::vector<std::string> keys;
  if (shared_ != other.shared_) keys.emplace_back("defaults.token_file");
  std::set<CameraId> cameras;
  for (const auto* tokens : {&own_, &other.own_})
    for (const auto& [id, digests] : *tokens) cameras.insert(id);
  for (const CameraId& id : cameras) {
    const auto mine = own_.find(id);
    const auto others = other.own_.find(id);
    const bool both = mine != own_.end() && others != other.own_.end();
    if (!both || mine->second != others->second) keys.push_back("cameras." + id.str() + ".token_file");
  }
  return keys;
}

HttpOptionsReading read_http_options(HttpOptions options) {
  HttpOptionsReading all{std::move(options), {}};
  const auto file = credential("http.password_hash");
  if (!file) return all;
  const SecretReading reading = read_secret_file(*file);
  const std::string key = "credential http.password_hash";
  if (!reading.problem.empty())
    all.problems.push_back({.file = {}, .key = key, .what = reading.problem});
  else if (!parse_password_hash(reading.secret))
    all.problems.push_back(
        {.file = {}, .key = key, .what = "is no password's hash, allowed: " + std::string(password_hash_rule)});
  all.options.password_hash = reading.secret;
  return all;
}

HttpOptions with_credentials(HttpOptions options) {
  auto reading = read_http_options(std::move(options));
  if (!reading.problems.empty()) throw BadSecrets(std::move(reading.problems));
  return std::move(reading.options);
}

}  // namespace framewake
