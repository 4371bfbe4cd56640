#pragma once
// Sizes in bytes, as a type of their own.

#include <compare>
#include <cstdint>

namespace framewake {

struct Bytes {
  std::uint64_t count = 0;
  constexpr auto operator<=>(const Bytes&) const = default;
};

constexpr Bytes kibibytes(std::uint64_t n) noexcept {
  return {n * 1024};
}
constexpr Bytes mebibytes(std::uint64_t n) noexcept {
  return {n * 1024 * 1024};
}

}  // namespace framewake
