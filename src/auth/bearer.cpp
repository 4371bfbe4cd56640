#include "auth/bearer.hpp"

#include <algorithm>

namespace framewake {
namespace {

constexpr std::string_view blanks = " \t";

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::optional<std::string_view> bearer_token(std::string_view authorization) noexcept {
  constexpr std::string_view scheme = "bearer";
  const auto word = authorization.substr(0, scheme.size());
  if (!std::equal(word.begin(), word.end(), scheme.begin(), scheme.end(),
                  [](char one, char other) { return lower(one) == other; }))
    return std::nullopt;
  authorization.remove_prefix(scheme.size());
  const auto begin = authorization.find_first_not_of(blanks);
  if (begin == 0 || begin == std::string_view::npos) return std::nullopt;
  return authorization.substr(begin, authorization.find_last_not_of(blanks) - begin + 1);
}

}  // namespace framewake
