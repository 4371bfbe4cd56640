#pragma once
// Who is behind a proxy: X-Forwarded-For says so, but anybody can write that; it counts only from proxies that are trusted.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewake {

/// Reentrant.
class TrustedProxies {
 public:
  TrustedProxies() = default;
  /// Literal addresses, or networks as 10.0.0.0/8 or fd00::/8. What is neither is passed over: check() them first.
  explicit TrustedProxies(const std::vector<std::string>& networks);

  /// What is allowed, when one of the texts is no address and no network.
  static std::optional<std::string> check(const std::vector<std::string>& networks);

  bool trusts(std::string_view address) const;
  /// The last address in `forwarded_for` that is no trusted proxy, when `peer` is one; otherwise `peer`.
  std::string client(const std::string& peer, std::string_view forwarded_for) const;

 private:
  struct Network {
    std::vector<unsigned char> bytes;  // 4 or 16
    unsigned bits = 0;
  };
  static std::optional<Network> read(std::string_view text);

  std::vector<Network> networks_;
};

}  // namespace framewake
