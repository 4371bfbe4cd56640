#pragma once
// OpenSSL's way to a socket: as its own, but a peer that has gone costs an error and no SIGPIPE. Private to tls/.

#include "tls/handles.hpp"

namespace framewake {

/// Does not own `socket`, which must be non-blocking and live longer. Throws std::bad_alloc.
BioHandle socket_bio(int socket);

}  // namespace framewake
