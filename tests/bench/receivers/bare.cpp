// Receives frames with a bare read-and-unmask loop. Prints "port N", serves until stdin ends, prints "frames N bytes N".
#include <unistd.h>

#include <cstdint>
#include <cstdio>

#include "bench/support/bare_server.hpp"

int main() {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  framewake::bench::BareServer server([&](std::string_view payload) {
    ++frames;
    bytes += payload.size();
  });
  std::printf("port %d\n", server.port());
  std::fflush(stdout);
  server.run(STDIN_FILENO);
  std::printf("frames %llu bytes %llu\n", static_cast<unsigned long long>(frames),
              static_cast<unsigned long long>(bytes));
}
