#pragma once
// The operators' password, of which only a scrypt hash is kept: slow and hungry for memory on purpose, so that a stolen hash
// does not give the password away. Reentrant. One check takes tens of milliseconds and 32 MiB: never on the net thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewake {

struct PasswordHash {
  int log_n = 15;
  int r = 8;
  int p = 1;
  std::vector<std::uint8_t> salt;
  std::vector<std::uint8_t> hash;

  bool operator==(const PasswordHash&) const = default;
};

/// The usual costs and a new salt. Throws std::runtime_error when OpenSSL cannot.
PasswordHash hash_password(std::string_view password);
bool password_matches(std::string_view password, const PasswordHash& kept);

/// "$scrypt$ln=15,r=8,p=1$SALT$HASH", as in the configuration.
std::string to_text(const PasswordHash& kept);
/// Nothing when it does not look like that, or would cost more than 256 MiB.
std::optional<PasswordHash> parse_password_hash(std::string_view text);
constexpr std::string_view password_hash_rule = "\"$scrypt$…\", as `framewake passwd` prints it";

/// Longer ones are refused where they are set and where they are asked for.
constexpr std::size_t longest_password = 512;

}  // namespace framewake
