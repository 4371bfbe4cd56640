#pragma once
// Keeps a TCP socket's send queue in the kernel short: a frame must not wait there behind older ones.

#include <cstddef>

#include "base/time.hpp"

namespace framewake {

/// Lets the socket count as writable only while (nearly) everything handed to it has been put on the wire.
void limit_unsent(int descriptor) noexcept;

/// The shortest round trip that the kernel has seen on this connection: the path itself, without queues. 0: not known.
Duration path_round_trip(int descriptor) noexcept;

/// How many bytes may be on their way (sent and not acknowledged, or unsent): one frame, and what the path itself holds
/// at this rate, so that a long but fast path stays full and a slow one gets no queue. At least 64 KiB.
std::size_t bytes_on_the_way(std::size_t frame_bytes, Duration frame_interval, Duration round_trip) noexcept;

/// Applies that limit to the socket.
void limit_on_the_way(int descriptor, std::size_t bytes) noexcept;

}  // namespace framewake
