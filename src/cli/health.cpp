#include "cli/health.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <iostream>
#include <memory>

#include "base/log.hpp"
#include "base/time.hpp"
#include "cli/number.hpp"
#include "cli/tls_arguments.hpp"
#include "client/http_get.hpp"

namespace framewake {
namespace {

constexpr unsigned ok = 200;

HttpResponse ask(Url url, Duration limit, const std::shared_ptr<const TlsClientContext>& tls) {
  url.target = (url.target.ends_with('/') ? url.target : url.target + "/") + "healthz";
  boost::asio::io_context io;
  HttpResponse response;
  http_get(
      io, url, limit, [&](HttpResponse answer) { response = std::move(answer); }, "", tls);
  io.run();
  return response;
}

/// The first line of what an answer says, fit for a terminal.
std::string first_line(const std::string& body) {
  return printable(body.substr(0, body.find('\n')), 500);
}

}  // namespace

void add_health(CLI::App& app, std::function<int()>& chosen) {
  const auto command = std::make_shared<HealthCommand>();
  CLI::App* health = app.add_subcommand("health", "Say by the exit status whether a daemon is well");
  health->add_option("URL", command->url, "The daemon's operators' address")->capture_default_str();
  health->add_option("--seconds", command->seconds, "How long the answer may take")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 600.0))
      ->check(is_a_number);
  add_tls_options(*health, command->tls);
  health->callback([command, &chosen] { chosen = [command] { return run_health(*command, std::cout, std::cerr); }; });
}

int run_health(const HealthCommand& command, std::ostream& out, std::ostream& err) {
  const auto reading = read_http_url(command.url);
  if (!reading.url) {
    err << "framewake health: " << reading.problem << '\n';
    return 1;
  }
  std::shared_ptr<const TlsClientContext> tls;
  if (const auto problem = read_tls(command.tls, *reading.url, tls); !problem.empty()) {
    err << "framewake health: " << problem << '\n';
    return 1;
  }
  const auto limit = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(command.seconds));
  const HttpResponse response = ask(*reading.url, limit, tls);
  if (response.status == ok) {
    out << first_line(response.body) << '\n';
    return 0;
  }
  err << "framewake health: " << without_secrets(command.url) << ": "
      << (response.status == 0 ? response.problem : std::to_string(response.status) + " " + first_line(response.body))
      << '\n';
  return 1;
}

}  // namespace framewake
