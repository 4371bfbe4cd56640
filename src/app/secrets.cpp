#include "app/secrets.hpp"

#include <set>

#include "auth/password.hpp"
#include "auth/secret_file.hpp"
#include "base/log.hpp"

namespace framewake {
namespace {

constexpr std::size_t short_token = 22;  // characters: of random base64, 128 bits

class Reader {
 public:
  void add_hash(const std::string& hash, std::vector<TokenDigest>& digests) {
    if (const auto digest = parse_token_hash(hash)) digests.push_back(*digest);
  }

  void add_file(const std::string& key, const std::filesystem::path& file, std::vector<TokenDigest>& digests) {
    const SecretReading reading = read_secret_file(file);
    if (!reading.problem.empty()) return complain(key, reading.problem);
    if (!reading.warning.empty()) spdlog::warn("{}: {}", key, reading.warning);
    if (reading.secret.size() < short_token)
      spdlog::warn("{}: the token is short and might be guessed; `framewake token new` makes good ones", key);
    digests.push_back(digest_of(reading.secret));
  }

  void add(const std::string& section, const CameraOptions& options, std::vector<TokenDigest>& digests) {
    add_hash(options.token_hash, digests);
    if (!options.token_file.empty()) add_file(section + ".token_file", options.token_file, digests);
  }

  void complain(const std::string& key, const std::string& problem) {
    problems_ += (problems_.empty() ? "" : "\n") + key + ": " + problem;
  }
  void throw_problems() const {
    if (!problems_.empty()) throw BadSecrets(problems_);
  }

 private:
  std::string problems_;
};

bool says_something_itself(const CameraOptions& camera, const CameraOptions& defaults) {
  return camera.token_hash != defaults.token_hash || camera.token_file != defaults.token_file;
}

}  // namespace

CameraTokens::CameraTokens(const Config& config) {
  Reader reader;
  reader.add("defaults", config.defaults, shared_);
  for (const auto& [id, options] : config.cameras)
    if (says_something_itself(options, config.defaults)) reader.add("cameras." + id.str(), options, own_[id]);
  for (const auto& name : credentials_with("token.")) {
    const auto id = CameraId::parse(name);
    const auto file = credential("token." + name);
    if (id && file) reader.add_file("credential token." + name, *file, own_[*id]);
  }
  reader.throw_problems();
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

HttpOptions with_credentials(HttpOptions options) {
  const auto file = credential("http.password_hash");
  if (!file) return options;
  const SecretReading reading = read_secret_file(*file);
  Reader reader;
  if (!reading.problem.empty())
    reader.complain("credential http.password_hash", reading.problem);
  else if (!parse_password_hash(reading.secret))
    reader.complain("credential http.password_hash",
                    "is no password's hash, allowed: " + std::string(password_hash_rule));
  reader.throw_problems();
  options.password_hash = reading.secret;
  return options;
}

}  // namespace framewake
