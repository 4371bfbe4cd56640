#pragma once
// How many weights a Darknet network has, by its cfg: the file of weights says nothing of itself.

#include <cstddef>
#include <optional>
#include <string_view>

namespace framewake {

/// Bytes of weights, without the header. Nothing where the cfg has layers of which this is not known, or is none.
std::optional<std::size_t> darknet_weight_bytes(std::string_view cfg);

}  // namespace framewake
