#pragma once
// The messages that a camera gets back, exactly as docs/protocol.md names them.

#include <cstdint>
#include <string>

#include "frame/rejection.hpp"
#include "frame/result.hpp"

namespace framewake {

/// {"type":"result",…}. Times are whole microseconds, the moving share of the picture has six decimals and a score
/// four; a key is absent when no stage makes it. Times of stages that share a name are added.
/// `type`: "follow_up" for what was found after the frame's result was told.
std::string result_json(const Result& result, std::string_view type = "result");

/// {"type":"expired","frame":N}
std::string expired_json(std::uint64_t frame);

}  // namespace framewake
