#pragma once
// Marks of a picture's pixels, one byte each, 0 = not marked. Most of a picture is not.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace framewake {

/// Calls visit(pixel) for the marked ones, in order; eight pixels at a time are looked at.
template <class Visit>
void for_each_marked(std::span<const std::uint8_t> marks, Visit visit) {
  for (std::size_t i = 0; i < marks.size(); ++i) {
    std::uint64_t eight = 0;
    while (i + 8 <= marks.size() && (std::memcpy(&eight, &marks[i], 8), eight == 0)) i += 8;
    if (i < marks.size() && marks[i] != 0) visit(i);
  }
}

}  // namespace framewake
