#pragma once
// What a request carries of secrets and of its origin, read from its fields and its form. Any bytes are safe.

#include <optional>
#include <string>
#include <string_view>

namespace framewake {

/// The value of the cookie `name` in a Cookie field; taken literally.
std::optional<std::string_view> cookie_value(std::string_view cookies, std::string_view name);

/// Whether these are the same but for the case of ASCII letters. (Beast 1.74's iequals reads a byte beyond the end.)
bool same_letters(std::string_view one, std::string_view other);

/// The value of `name` in an application/x-www-form-urlencoded body, decoded; nothing when it is not there or damaged.
std::optional<std::string> form_value(std::string_view form, std::string_view name);

/// The host (with its port) of an origin like https://host:port; nothing for "null" and what is no origin.
std::optional<std::string_view> authority_of_origin(std::string_view origin);

}  // namespace framewake
