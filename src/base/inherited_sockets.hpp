#pragma once
// Listening sockets that the service manager opened and hands down (socket activation, LISTEN_FDS): they outlive the
// process, so that who connects during a restart waits a moment instead of being refused.

#include <map>
#include <optional>
#include <stdexcept>
#include <string>

namespace framewake {

/// What was handed down cannot be used; what() is one line for the operator.
class BadInheritedSocket : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One listening TCP socket. Whoever gets it owns the descriptor.
struct InheritedSocket {
  int descriptor = -1;
  std::string address;  ///< where it listens, as config files say it: 127.0.0.1:8999, [::1]:8999
};

class InheritedSockets {
 public:
  /// Takes them from the environment, for the names "ingest" and "http" (FileDescriptorName= of the .socket units). Call
  /// once, before any other thread exists. Throws BadInheritedSocket for another name, for two of the same name, and for
  /// what is not a listening TCP socket.
  static InheritedSockets take();

  bool any() const noexcept { return !by_name_.empty(); }
  /// Where the socket of this name listens; nothing when there is none.
  std::optional<std::string> address(const std::string& name) const;
  /// The descriptor of this name, which then belongs to the caller; -1 when there is none or it has been claimed.
  int claim(const std::string& name);

 private:
  std::map<std::string, InheritedSocket> by_name_;
};

}  // namespace framewake
