#pragma once
// Frames as text: "data:image/jpeg;base64,…", what a browser's canvas.toDataURL() makes.

#include <string>
#include <string_view>

namespace framewake {

/// True when the text means to be a data URL (RFC 2397): begins with "data:", in any case.
bool is_data_url(std::string_view text) noexcept;

/// Replaces a data URL of an image by the image's bytes, in the same string. Returns what is wrong (a literal; the text is
/// then unspecified), or "" when all is well. Base64 is strict (RFC 4648, 4): no whitespace, nothing after the padding, and
/// no bits set that do not count; the padding itself may be missing. An empty image is fine here.
std::string_view decode_data_url(std::string& text) noexcept;

}  // namespace framewake
