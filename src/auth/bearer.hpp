#pragma once
// The token in an Authorization field.

#include <optional>
#include <string_view>

namespace framewake {

/// The token of `Authorization: Bearer TOKEN`, a part of `authorization`; the scheme may be in any case (RFC 6750, 9110).
/// Nothing for other schemes, or without a token.
std::optional<std::string_view> bearer_token(std::string_view authorization) noexcept;

}  // namespace framewake
