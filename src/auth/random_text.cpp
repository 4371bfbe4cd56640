#include "auth/random_text.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace framewake {
namespace {

/// Between the two alphabets of RFC 4648.
std::string translated(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t i = 0; i < from.size(); ++i) std::replace(text.begin(), text.end(), from[i], to[i]);
  return text;
}

}  // namespace

std::vector<std::uint8_t> random_bytes(std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1)
    throw std::runtime_error("the system has no random numbers to give");
  return bytes;
}

std::string base64url(const std::vector<std::uint8_t>& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // EVP_EncodeBlock writes a NUL behind it
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  text.resize(std::min(text.find('='), text.size()));
  return translated(std::move(text), "+/", "-_");
}

std::optional<std::vector<std::uint8_t>> read_base64url(std::string_view text) {
  const bool clean = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  constexpr std::size_t longest = 1024;
  if (!clean || text.size() > longest || text.size() % 4 == 1) return std::nullopt;
  std::string padded = translated(std::string(text), "-_", "+/");
  const std::size_t padding = (4 - text.size() % 4) % 4;
  padded.append(padding, '=');
  std::vector<std::uint8_t> bytes(padded.size() / 4 * 3);
  if (!bytes.empty() && EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(padded.data()),
                                        static_cast<int>(padded.size())) < 0)
    return std::nullopt;
  bytes.resize(bytes.size() - padding);
  if (base64url(bytes) != text) return std::nullopt;  // bits that are not zero behind the last byte
  return bytes;
}

}  // namespace framewake
