#include "frame/image_header.hpp"

namespace framewake {

HeaderReading read_image_header(std::span<const std::byte>) noexcept { return {{}, "not written yet"}; }

}  // namespace framewake
