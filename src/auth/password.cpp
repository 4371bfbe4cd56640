#include "auth/password.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <charconv>
#include <stdexcept>

#include "auth/random_text.hpp"

namespace framewake {
namespace {

constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;
constexpr std::uint64_t most_memory = 256ULL * 1024 * 1024;

std::uint64_t memory_of(const PasswordHash& costs) {
  return 128ULL * static_cast<std::uint64_t>(costs.r) *
         ((1ULL << costs.log_n) + static_cast<std::uint64_t>(costs.p) + 2);
}

std::vector<std::uint8_t> scrypt(std::string_view password, const PasswordHash& costs, std::size_t size) {
  std::vector<std::uint8_t> out(size);
  if (EVP_PBE_scrypt(password.data(), password.size(), costs.salt.data(), costs.salt.size(), 1ULL << costs.log_n,
                     static_cast<std::uint64_t>(costs.r), static_cast<std::uint64_t>(costs.p), 2 * most_memory,
                     out.data(), out.size()) != 1)
    throw std::runtime_error("scrypt cannot be computed");
  return out;
}

/// The part up to the next '$', taken off the front.
std::string_view next_part(std::string_view& text) {
  const auto end = text.find('$');
  const auto part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return part;
}

/// `name=N` or `name=N,…` off the front; 0 when it is not there.
int next_cost(std::string_view& text, std::string_view name) {
  if (!text.starts_with(name)) return 0;
  text.remove_prefix(name.size());
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(',')) text.remove_prefix(1);
  return value;
}

bool within_reason(const PasswordHash& costs) {
  const auto between = [](int value, int least, int most) { return value >= least && value <= most; };
  return between(costs.log_n, 10, 20) && between(costs.r, 1, 32) && between(costs.p, 1, 16) &&
         memory_of(costs) <= most_memory;
}

}  // namespace

PasswordHash hash_password(std::string_view password) {
  PasswordHash made;
  made.salt = random_bytes(salt_size);
  made.hash = scrypt(password, made, hash_size);
  return made;
}

bool password_matches(std::string_view password, const PasswordHash& kept) {
  const auto given = scrypt(password, kept, kept.hash.size());
  return CRYPTO_memcmp(given.data(), kept.hash.data(), given.size()) == 0;
}

std::string to_text(const PasswordHash& kept) {
  return "$scrypt$ln=" + std::to_string(kept.log_n) + ",r=" + std::to_string(kept.r) + ",p=" + std::to_string(kept.p) +
         "$" + base64url(kept.salt) + "$" + base64url(kept.hash);
}

std::optional<PasswordHash> parse_password_hash(std::string_view text) {
  constexpr std::string_view prefix = "$scrypt$";
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  auto costs = next_part(text);
  const auto salt = read_base64url(next_part(text));
  const auto hash = read_base64url(text);
  PasswordHash kept;
  kept.log_n = next_cost(costs, "ln=");
  kept.r = next_cost(costs, "r=");
  kept.p = next_cost(costs, "p=");
  if (!costs.empty() || !within_reason(kept)) return std::nullopt;
  if (!salt || salt->size() < 8 || !hash || hash->size() < 16) return std::nullopt;
  kept.salt = *salt;
  kept.hash = *hash;
  return kept;
}

}  // namespace framewake
