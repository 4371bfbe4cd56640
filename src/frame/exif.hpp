#pragma once
// Which way up a picture wants to be shown, as its EXIF data say.

#include <cstddef>
#include <span>

namespace framewake {

/// The orientation, 1 to 8, of a JPEG, PNG or WebP; 1 (as it is) when it says none, or nothing that makes sense. The bytes are
/// hostile: nothing outside of them is read, nothing is allocated, and at most 4,096 segments or chunks and 512 entries of
/// EXIF data are looked at. Thread-safe.
int read_exif_orientation(std::span<const std::byte> image) noexcept;

}  // namespace framewake
