// LIBS: fw_ingest fw_http
// What tells who somebody is: headers, queries, cookies, forms, addresses. Whatever is found must come from the bytes.
#include <cstdlib>
#include <string>

#include "auth/address.hpp"
#include "auth/bearer.hpp"
#include "auth/password.hpp"
#include "auth/token.hpp"
#include "auth/trusted_proxies.hpp"
#include "http/request_fields.hpp"
#include "ingest/identification.hpp"

namespace {

using namespace framewake;

void must(bool holds) {
  if (!holds) std::abort();
}

bool within(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void of_cameras(std::string_view first, std::string_view second) {
  const std::vector<std::string> offered{std::string(first), std::string(second)};
  const auto token = shown_token({first, second, offered});
  must(within(token, first) || within(token, second) || within(token, offered[0]) || within(token, offered[1]));
  const auto accepted = accepted_subprotocol(offered);
  must(accepted.empty() || accepted == offered[0] || accepted == offered[1]);
  const OriginRule rule{{"https://a.example"}, true};
  if (rule.allows(first, "192.0.2.1:8999")) must(first.empty() || first.find("://") != std::string_view::npos);
  must(!rule.allows("https://evil.example", second));
}

void of_operators(std::string_view first, std::string_view second) {
  if (const auto value = cookie_value(first, "framewake_session")) must(within(*value, first));
  if (const auto value = bearer_token(first)) must(within(*value, first) && !value->empty());
  if (const auto value = form_value(first, "password")) must(value->size() <= first.size());
  if (const auto authority = authority_of_origin(first)) must(!authority->empty());
  const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8"});
  must(proxies.client("192.0.2.1", second) == "192.0.2.1");
  must(!proxies.client("127.0.0.1", second).empty());
  static_cast<void>(address_key(first));
  static_cast<void>(TrustedProxies::check({std::string(first)}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto line = all.find('\n');
  const auto first = all.substr(0, line);
  const auto second = line == std::string_view::npos ? std::string_view{} : all.substr(line + 1);
  of_cameras(first, second);
  of_operators(first, second);
  if (const auto digest = parse_token_hash(first)) must(parse_token_hash(token_hash(*digest)) == digest);
  if (const auto kept = parse_password_hash(first)) must(parse_password_hash(to_text(*kept)).has_value());
  return 0;
}
