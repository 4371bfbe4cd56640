#pragma once
// An HTTP client without manners: it sends the bytes it is told to, and reads what comes.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace framewake::test {

struct RawResponse {
  int status = 0;
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
};

/// Blocking, with a limit of 20 s on every wait, so that a test that would hang fails.
class RawHttp {
 public:
  explicit RawHttp(std::uint16_t port, int receive_buffer = 0);
  ~RawHttp();
  RawHttp(const RawHttp&) = delete;
  RawHttp& operator=(const RawHttp&) = delete;

  void send(std::string_view bytes);
  /// Nothing when the connection ends before one is complete. `head_only`: the answer to a HEAD.
  std::optional<RawResponse> response(bool head_only = false);
  /// Whether the peer ends the connection without another byte.
  bool at_end();
  /// False when nothing comes, not even the end.
  bool wait_until_readable() const;
  /// Whether anything, or the end, is there to be read at this moment.
  bool readable_now() const;

 private:
  bool fill();

  int socket_;
  std::string received_;
};

/// "GET <target> HTTP/1.1" with a Host.
std::string get(std::string_view target, std::string_view more_fields = "");

}  // namespace framewake::test
