#pragma once
// `framewake watch URL --format mjpeg`: what a camera shows, picture after picture.

#include <memory>
#include <string>

#include "cli/watch.hpp"
#include "client/url.hpp"

namespace framewake {

/// Writes one JPEG after the other to standard output, each as soon as it is to be had, but at least command.interval
/// apart when that was given; what is hidden from people is hidden in them. Runs until SIGINT, SIGTERM, the time is up,
/// or nobody reads any more. 0 when there was a picture at least, 1 otherwise.
int watch_pictures(const WatchCommand& command, Url url, std::string token,
                   std::shared_ptr<const TlsClientContext> tls);

}  // namespace framewake
