#pragma once
// In which forms a picture can be decoded, and how often each was.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace framewake {

/// What a decoder can be made to do, from the cheapest. What is derived from another form costs no decode and is none.
enum class DecodeForm : std::uint8_t {
  gray_1_8,
  gray_1_4,
  gray_1_2,
  gray,
  bgr_1_8,
  bgr_1_4,
  bgr_1_2,
  bgr_region,  ///< a part of the picture at full size
  bgr
};
inline constexpr std::array all_decode_forms{DecodeForm::gray_1_8, DecodeForm::gray_1_4,   DecodeForm::gray_1_2,
                                             DecodeForm::gray,     DecodeForm::bgr_1_8,    DecodeForm::bgr_1_4,
                                             DecodeForm::bgr_1_2,  DecodeForm::bgr_region, DecodeForm::bgr};
std::string_view to_string(DecodeForm form) noexcept;  // "gray_1_8" …

/// How often each form was decoded, with the form's number as index.
using DecodeCounts = std::array<std::uint8_t, all_decode_forms.size()>;

constexpr std::size_t index_of(DecodeForm form) noexcept {
  return static_cast<std::size_t>(form);
}

}  // namespace framewake
