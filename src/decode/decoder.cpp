#include "decode/decoder.hpp"

#include "decode/tools.hpp"

namespace framewake {

Decoder::Decoder() : tools_(std::make_unique<Tools>()) {}
Decoder::~Decoder() = default;

}  // namespace framewake
