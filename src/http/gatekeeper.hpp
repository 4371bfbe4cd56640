#pragma once
// Who may look and who may change something: password, sessions, tokens, and the lock-out of those who try. Without sockets
// and threads; net thread only.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/lockout.hpp"
#include "auth/password.hpp"
#include "auth/token.hpp"
#include "base/recent_map.hpp"
#include "base/time.hpp"
#include "http/options.hpp"
#include "http/scopes.hpp"

namespace framewake {

class Gatekeeper {
 public:
  /// `loopback`: only this machine can reach the listener. `time` must outlive this.
  Gatekeeper(const HttpOptions& options, bool loopback, const TimeSource& time);

  /// The password and the tokens of `options` hold from now on, and no others. All sessions end when the password is another
  /// one, or none. Returns whether anything differs.
  bool change(const HttpOptions& options);
  /// Differs from what it was when what opens something has changed: a grant of before may not be one any more.
  std::uint64_t generation() const noexcept { return generation_; }

  struct Shown {
    std::string_view authorization;  ///< the field; "" when there is none
    std::string_view cookies;
  };
  struct Grant {
    Scopes scopes;
    bool by_cookie = false;    ///< a browser adds it to whatever page asks: its origin must be looked at
    bool wrong_token = false;  ///< a token was shown that is none
  };
  Grant grant(const Shown& shown);

  /// How long `client` (an address) must wait before its next attempt counts; zero: not at all.
  Duration must_wait(const std::string& client) const;
  /// An attempt fails until it is known to have succeeded: so a hundred at once are a hundred failures.
  /// Returns whether the client has to wait from now on, unless it succeeds.
  bool attempt(const std::string& client);
  /// The password was right: the secret of a new session, for a cookie.
  std::string open_session(const std::string& client);
  /// Ends the session that the cookies name, if they do.
  void close_session(std::string_view cookies);

  /// The password's hash, to be compared elsewhere: it takes long. Nothing: there is no password.
  const std::optional<PasswordHash>& password() const noexcept { return password_; }
  Duration session_lifetime() const noexcept { return lifetime_; }

  static constexpr std::string_view cookie_name = "framewake_session";

 private:
  struct Token {
    std::vector<TokenDigest> digest;  // one
    Scopes scopes;

    bool operator==(const Token&) const = default;
  };
  static std::vector<Token> tokens_of(const HttpOptions& options);

  const TimeSource& time_;
  const bool loopback_;
  const Duration lifetime_;
  Scopes for_everybody_;
  std::optional<PasswordHash> password_;
  std::vector<Token> tokens_;
  std::uint64_t generation_ = 0;
  Lockout failures_;
  RecentMap<TimePoint> sessions_;  // when each ends, by the hash of its secret
};

}  // namespace framewake
