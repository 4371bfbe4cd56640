#pragma once
// Randomness from the system's generator, and texts made of it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewake {

/// Throws std::runtime_error when there is none to be had.
std::vector<std::uint8_t> random_bytes(std::size_t count);

/// RFC 4648's alphabet for URLs and file names, without padding.
std::string base64url(const std::vector<std::uint8_t>& bytes);
/// Nothing for what base64url() does not write.
std::optional<std::vector<std::uint8_t>> read_base64url(std::string_view text);

}  // namespace framewake
