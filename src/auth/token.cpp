#include "auth/token.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <stdexcept>

#include "auth/random_text.hpp"

namespace framewake {
namespace {

constexpr std::string_view prefix = "sha256:";
constexpr std::string_view digits = "0123456789abcdef";

std::optional<std::uint8_t> value_of(char digit) {
  if (digit >= 'A' && digit <= 'F') digit = static_cast<char>(digit - 'A' + 'a');
  const auto at = digits.find(digit);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(at);
}

}  // namespace

std::string new_token() {
  return base64url(random_bytes(32));
}

TokenDigest digest_of(std::string_view token) {
  TokenDigest digest{};
  if (EVP_Digest(token.data(), token.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not to be had");
  return digest;
}

std::string token_hash(const TokenDigest& digest) {
  std::string text(prefix);
  for (const std::uint8_t byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::optional<TokenDigest> parse_token_hash(std::string_view text) {
  TokenDigest digest{};
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const auto high = value_of(text[2 * i]);
    const auto low = value_of(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    digest[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return digest;
}

bool is_one_of(std::string_view token, const std::vector<TokenDigest>& digests) {
  const TokenDigest given = digest_of(token);
  int found = 0;
  for (const TokenDigest& digest : digests)
    found |= static_cast<int>(CRYPTO_memcmp(given.data(), digest.data(), given.size()) == 0);
  return found != 0;
}

}  // namespace framewake
