// Connection, the part that asks who it is: passwords, sessions, tokens.
#include <utility>  // which Boost 1.74's awaitable.hpp needs and does not include

#include <boost/asio/use_awaitable.hpp>

#include "auth/address.hpp"
#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"
#include "http/connection.hpp"
#include "http/request_fields.hpp"

namespace framewake {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

Answer too_soon(Duration wait) {
  const std::string seconds = retry_after(wait);
  Answer answer =
      error_answer(http::status::too_many_requests,
                   "too many wrong passwords or tokens from your address; the next may come in " + seconds + " s");
  answer.fields.emplace_back(http::field::retry_after, seconds);
  return answer;
}

Answer unauthorized(std::string_view what) {
  Answer answer = error_answer(http::status::unauthorized, what);
  answer.fields.emplace_back(http::field::www_authenticate, "Bearer realm=\"framewake\"");
  return answer;
}

Answer to_the_login_page() {
  Answer answer = error_answer(http::status::see_other, "log in first");
  answer.fields.emplace_back(http::field::location, std::string(login_path));
  return answer;
}

/// The session's secret goes into a cookie that no script sees; a second one, without any secret, tells the page that there
/// is a session to end.
void add_cookies(Answer& answer, const std::string& secret, Duration lifetime, bool encrypted) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(lifetime).count();
  std::string rest = "; Path=/; Max-Age=" + std::to_string(seconds) + "; SameSite=Strict";
  if (encrypted) rest += "; Secure";
  std::string session(Gatekeeper::cookie_name);
  session.append("=").append(secret).append(rest).append("; HttpOnly");
  answer.fields.emplace_back(http::field::set_cookie, std::move(session));
  std::string mark = secret.empty() ? "framewake_logged_in=" : "framewake_logged_in=1";
  answer.fields.emplace_back(http::field::set_cookie, mark.append(rest));
}

Answer done(bool logged_in) {
  Answer answer{.type = "application/json"};
  answer.body = logged_in ? "{\"logged_in\":true}\n" : "{\"logged_in\":false}\n";
  return answer;
}

}  // namespace

std::string Connection::client_of(const RequestHead& head) const {
  // All lines of it: a proxy may add one of its own behind those that the client has written.
  std::string forwarded;
  const auto [first, last] = head.equal_range("X-Forwarded-For");
  for (auto line = first; line != last; ++line) {
    if (!forwarded.empty()) forwarded += ',';
    forwarded.append(line->value().data(), line->value().size());
  }
  return terms_.proxies.client(peer_, forwarded);
}

/// Of a trusted proxy's connection: it counts as one of the client whose request it brings now.
std::optional<Answer> Connection::find_place(const RequestHead& head) {
  if (!terms_.proxies.trusts(peer_)) return std::nullopt;
  const std::string client = client_of(head);
  const std::string address = client == peer_ ? "" : address_key(client);
  if (address == place_.address()) return std::nullopt;
  place_ = Place();
  if (address.empty()) return std::nullopt;
  auto found = terms_.places->take(address);
  if (auto* const place = std::get_if<Place>(&found)) {
    place_ = std::move(*place);
    return std::nullopt;
  }
  terms_.refused->lost(address_key(client), "operators' listener: too many connections from " + printable(client));
  return turned_away(std::get<Refusal>(found),
                     error_answer(http::status::service_unavailable, "too many connections from your address", true));
}

bool Connection::is_encrypted(const RequestHead& head) const {
  if (stream_.encrypted()) return true;
  const auto proto = head["X-Forwarded-Proto"];
  return terms_.proxies.trusts(peer_) && same_letters({proto.data(), proto.size()}, "https");
}

/// Where the page that asks is https, one of the same name that is not could be anybody's on the way.
bool Connection::by_another_page(const RequestHead& head, bool strict) const {
  if (asked_by_another_page(head, terms_.hosts, strict)) return true;
  return is_encrypted(head) && field_of(head, http::field::origin).starts_with("http://");
}

Answer Connection::turned_away(Refusal refusal, Answer answer) const {
  terms_.refusals->count(refusal);
  return answer;
}

void Connection::say_locked_out(const std::string& client) const {
  const std::string address = printable(client);
  terms_.refused->lost(
      "locked out " + address_key(client),
      with_fields(address + " has shown too many wrong secrets to the operators' listener, and is locked out "
                            "for a while",
                  {{"MESSAGE_ID", message_ids::locked_out}, {"ADDRESS", address}, {"LISTENER", "operators"}}));
}

std::optional<Answer> Connection::closed_to(const RequestHead& head) {
  const auto scope = needed_scope(head);
  if (!scope) return std::nullopt;
  const auto grant = terms_.gate->grant(
      {.authorization = field_of(head, http::field::authorization), .cookies = field_of(head, http::field::cookie)});
  if (grant.scopes.*(*scope)) {
    if (*scope == &Scopes::control && by_another_page(head, grant.by_cookie))
      return turned_away(Refusal::origin, error_answer(http::status::forbidden, "asked by a page of another origin"));
    has_standing_ = true;
    return std::nullopt;
  }
  if (grant.wrong_token) {
    const std::string client = client_of(head);
    if (const auto wait = terms_.gate->must_wait(client); wait > Duration::zero())
      return turned_away(Refusal::locked_out, too_soon(wait));
    if (terms_.gate->attempt(client)) say_locked_out(client);
    terms_.refused->lost(address_key(client), "operators' listener: a wrong token from " + printable(client));
    return turned_away(Refusal::wrong_token, unauthorized("no token of this server"));
  }
  if (!field_of(head, http::field::authorization).empty())
    return turned_away(Refusal::scope,
                       error_answer(http::status::forbidden, "this token is not for that (its scopes, http.tokens)"));
  if (path_of(head) == "/" && terms_.gate->password()) return to_the_login_page();
  return turned_away(Refusal::no_secret,
                     unauthorized("log in at /login, or show a token: Authorization: Bearer TOKEN"));
}

asio::awaitable<Answer> Connection::log_in(const Reading& asked) {
  const RequestHead& head = *asked.head;
  Gatekeeper& gate = *terms_.gate;
  if (by_another_page(head, false))
    co_return turned_away(
        Refusal::origin,
        error_answer(http::status::forbidden,
                     "asked by a page of another origin (a proxy must pass Host on, or its name be in http.hosts)"));
  if (!gate.password()) co_return error_answer(http::status::not_found, "there is no password (http.password_hash)");
  const std::string client = client_of(head);
  if (const auto wait = gate.must_wait(client); wait > Duration::zero())
    co_return turned_away(Refusal::locked_out, too_soon(wait));
  auto password = form_value(asked.body, "password");
  if (!password || password->size() > longest_password)
    co_return error_answer(http::status::bad_request, "a form with the field \"password\" is wanted");
  if (desk_.busy()) co_return error_answer(http::status::service_unavailable, "others are logging in; try again");

  const bool last_free = gate.attempt(client);
  const PasswordHash kept = *gate.password();
  const std::function<bool()> check = [given = *password, kept] { return password_matches(given, kept); };
  const auto right = co_await desk_.work(check, terms_.timeout);
  if (!right) co_return error_answer(http::status::service_unavailable, "the password could not be checked in time");
  if (!*right) {
    if (last_free) say_locked_out(client);
    terms_.refused->lost(address_key(client), "operators' listener: a wrong password from " + printable(client));
    co_return turned_away(Refusal::wrong_password, unauthorized("wrong password"));
  }
  if (gate.password() != kept)
    co_return error_answer(http::status::service_unavailable, "the password has just been changed; try again");
  spdlog::info("an operator has logged in from {}", printable(client));
  Answer answer = done(true);
  add_cookies(answer, gate.open_session(client), gate.session_lifetime(), is_encrypted(head));
  co_return answer;
}

Answer Connection::log_out(const RequestHead& head) {
  if (by_another_page(head, false)) return error_answer(http::status::forbidden, "asked by a page of another origin");
  terms_.gate->close_session(field_of(head, http::field::cookie));
  Answer answer = done(false);
  add_cookies(answer, "", Duration::zero(), is_encrypted(head));
  return answer;
}

}  // namespace framewake
