#include "http/gatekeeper.hpp"

#include <utility>

#include "auth/address.hpp"
#include "auth/bearer.hpp"
#include "http/request_fields.hpp"

namespace framewake {
namespace {

constexpr std::size_t most_sessions = 1000;  // the one not used for longest gives way

Scopes without_secrets(const HttpOptions& options, bool loopback) {
  const bool secrets = !options.password_hash.empty() || !options.tokens.empty();
  if (!secrets && loopback) return all_scopes;
  if (options.anonymous) return {.read = true, .metrics = true, .pictures = true, .control = false};
  return {};
}

Scopes together(const Scopes& a, const Scopes& b) {
  return {.read = a.read || b.read,
          .metrics = a.metrics || b.metrics,
          .pictures = a.pictures || b.pictures,
          .control = a.control || b.control};
}

}  // namespace

Gatekeeper::Gatekeeper(const HttpOptions& options, bool loopback, const TimeSource& time)
    : time_(time),
      loopback_(loopback),
      lifetime_(options.session_lifetime),
      for_everybody_(without_secrets(options, loopback)),
      password_(parse_password_hash(options.password_hash)),
      tokens_(tokens_of(options)),
      failures_(time),
      sessions_(most_sessions) {}

std::vector<Gatekeeper::Token> Gatekeeper::tokens_of(const HttpOptions& options) {
  std::vector<Token> tokens;
  for (const auto& token : options.tokens) {
    const auto digest = parse_token_hash(token.token_hash);
    if (digest) tokens.push_back({{*digest}, read_scopes(token.scopes).value_or(Scopes{})});
  }
  return tokens;
}

bool Gatekeeper::change(const HttpOptions& options) {
  const Scopes for_everybody = without_secrets(options, loopback_);
  auto password = parse_password_hash(options.password_hash);
  auto tokens = tokens_of(options);
  const bool other_password = password != password_;
  if (!other_password && tokens == tokens_ && for_everybody == for_everybody_) return false;
  for_everybody_ = for_everybody;
  password_ = std::move(password);
  tokens_ = std::move(tokens);
  if (other_password) sessions_.clear();
  ++generation_;
  return true;
}

Gatekeeper::Grant Gatekeeper::grant(const Shown& shown) {
  Grant grant{.scopes = for_everybody_};
  if (const auto secret = bearer_token(shown.authorization)) {
    grant.wrong_token = true;
    for (const Token& token : tokens_) {
      if (!is_one_of(*secret, token.digest)) continue;
      grant.scopes = together(grant.scopes, token.scopes);
      grant.wrong_token = false;
    }
  }
  const auto cookie = cookie_value(shown.cookies, cookie_name);
  if (!cookie) return grant;
  const std::string session = token_hash(digest_of(*cookie));
  const TimePoint* ends = sessions_.find(session);
  if (ends == nullptr) return grant;
  if (*ends <= time_.now()) {
    sessions_.erase(session);
    return grant;
  }
  sessions_.at(session);  // it is in use
  grant.scopes = all_scopes;
  grant.by_cookie = true;
  return grant;
}

Duration Gatekeeper::must_wait(const std::string& client) const {
  return failures_.wait(address_key(client));
}

bool Gatekeeper::attempt(const std::string& client) {
  return failures_.failed(address_key(client));
}

std::string Gatekeeper::open_session(const std::string& client) {
  failures_.succeeded(address_key(client));
  std::string secret = new_token();
  sessions_.at(token_hash(digest_of(secret))) = time_.now() + lifetime_;
  return secret;
}

void Gatekeeper::close_session(std::string_view cookies) {
  if (const auto cookie = cookie_value(cookies, cookie_name)) sessions_.erase(token_hash(digest_of(*cookie)));
}

}  // namespace framewake
