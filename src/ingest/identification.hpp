#pragma once
// Who a request says it comes from: the token it shows, and the web page behind it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewake {

/// The value of the first `name=value` in a request target's query; taken literally.
std::optional<std::string_view> query_value(std::string_view target, std::string_view name);

/// Where a token may be shown. The views must outlive what is returned of them.
struct Credentials {
  std::string_view authorization;                ///< header, "" when there is none
  std::string_view target;                       ///< with ?token=TOKEN
  const std::vector<std::string>& subprotocols;  ///< with bearer.TOKEN: browsers can set no header
};

/// The token that is shown, in the order of the members above; "" when none is.
std::string_view shown_token(const Credentials& credentials);

/// Which of the offered subprotocols is accepted: "framewake", or else the one that carries the token; "" for none. A
/// browser that offers some and is answered with none closes the connection.
std::string_view accepted_subprotocol(const std::vector<std::string>& offered);

struct OriginRule {
  std::vector<std::string> allowed;  ///< "https://host:port", "null", "*"
  /// Who can reach the listener (this machine alone, or everybody where it is anonymous) may need no secret: a name that
  /// leads here may be anybody's, made to lead here, and only a literal address is this host.
  bool strict = false;
  /// Whether a web page of this origin may send. `host`: the request's Host. No origin: not a web page.
  bool allows(std::string_view origin, std::string_view host) const;
};

}  // namespace framewake
