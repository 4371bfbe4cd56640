#pragma once
// Tokens: secrets of 256 random bits. What is kept of one is its SHA-256: whoever reads that cannot send it. (No slow hash is
// needed: 256 bits cannot be guessed, however fast one guesses.) Reentrant.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewake {

using TokenDigest = std::array<std::uint8_t, 32>;

/// 43 characters of A-Z a-z 0-9 - _, fit for headers, URLs and subprotocols. Throws std::runtime_error without randomness.
std::string new_token();

TokenDigest digest_of(std::string_view token);

/// "sha256:" and 64 hexadecimal digits, as in the configuration.
std::string token_hash(const TokenDigest& digest);
/// Nothing when it does not look like that.
std::optional<TokenDigest> parse_token_hash(std::string_view text);
constexpr std::string_view token_hash_rule =
    "\"sha256:\" and 64 hexadecimal digits, as `framewake token new` prints it";

/// Whether `token` is one of these. Takes as long whichever it is, and if it is none.
bool is_one_of(std::string_view token, const std::vector<TokenDigest>& digests);

/// Who may come in. `required` with an empty list: nobody.
struct TokenRule {
  bool required = false;
  std::vector<TokenDigest> digests;
  bool allows(std::string_view token) const { return !required || is_one_of(token, digests); }
  /// For a token that has been shown before.
  bool allows(const TokenDigest& digest) const {
    return !required || std::find(digests.begin(), digests.end(), digest) != digests.end();
  }
};

}  // namespace framewake
