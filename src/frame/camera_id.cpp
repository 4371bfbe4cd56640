#include "frame/camera_id.hpp"

#include <algorithm>

namespace framewake {

std::optional<CameraId> CameraId::parse(std::string_view text) {
  const auto letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto allowed = [&](char c) { return letter_or_digit(c) || c == '_' || c == '-'; };
  constexpr std::size_t longest = 63;
  if (text.empty() || text.size() > longest || !letter_or_digit(text.front())) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), allowed)) return std::nullopt;
  return CameraId(text);
}

}  // namespace framewake
