#include "cli/reload.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/serve.hpp"
#include "base/log.hpp"
#include "cli/tls_arguments.hpp"
#include "cli/token_file.hpp"
#include "client/http_get.hpp"
#include "config/problem.hpp"

namespace framewake {
namespace {

using nlohmann::json;

HttpResponse ask(Url url, const std::string& token, const std::shared_ptr<const TlsClientContext>& tls) {
  url.target = (url.target.ends_with('/') ? url.target : url.target + "/") + "api/v1/reload";
  constexpr auto limit = std::chrono::seconds(30);
  boost::asio::io_context io;
  HttpResponse response;
  http_post(
      io, url, limit, [&](HttpResponse answer) { response = std::move(answer); }, token, tls);
  io.run();
  return response;
}

/// What comes from elsewhere, fit for a terminal.
std::string text_of(const json& object, const char* key) {
  return printable(object.at(key).get<std::string>(), 2000);
}

std::string meaning(const std::string& apply) {
  if (apply == "live") return "in effect";
  if (apply == "rearm") return "in effect, learnt anew";
  return "left as it was: takes a restart";
}

void print_changes(const json& answer, std::ostream& out) {
  const json& changes = answer.at("changes");
  if (changes.empty()) out << "nothing has changed\n";
  for (const json& change : changes) {
    const std::string apply = text_of(change, "class");
    out << apply << std::string(std::max<std::size_t>(apply.size(), 8) - apply.size(), ' ') << ' '
        << text_of(change, "key") << ": " << meaning(apply) << '\n';
  }
}

void print_problems(const json& answer, std::ostream& err) {
  for (const json& problem : answer.at("errors"))
    err << ConfigProblem{.file = text_of(problem, "file"),
                         .line = problem.at("line").get<std::uint32_t>(),
                         .column = problem.at("column").get<std::uint32_t>(),
                         .key = text_of(problem, "key"),
                         .what = text_of(problem, "what")}
        << '\n';
}

/// Nothing when the answer is not one of framewake's.
std::optional<int> print(const HttpResponse& response, std::ostream& out, std::ostream& err) {
  constexpr unsigned ok = 200;
  constexpr unsigned unprocessable = 422;
  if (response.status != ok && response.status != unprocessable) return std::nullopt;
  try {
    const json answer = json::parse(response.body);
    if (response.status == ok) {
      print_changes(answer, out);
      return exit_fine;
    }
    print_problems(answer, err);
    return exit_bad_config;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

void add_reload(CLI::App& app, std::function<int()>& chosen) {
  const auto command = std::make_shared<ReloadCommand>();
  CLI::App* reload = app.add_subcommand("reload", "Have a daemon read its configuration again, while cameras stream");
  reload->add_option("URL", command->url, "The daemon's operators' address")->capture_default_str();
  reload->add_option("--token-file", command->token_file, "File with the token that the daemon asks for");
  add_tls_options(*reload, command->tls);
  reload->callback([command, &chosen] { chosen = [command] { return run_reload(*command, std::cout, std::cerr); }; });
}

int run_reload(const ReloadCommand& command, std::ostream& out, std::ostream& err) {
  const auto reading = read_http_url(command.url);
  if (!reading.url) {
    err << "framewake reload: " << reading.problem << '\n';
    return exit_failure;
  }
  std::string token;
  if (!command.token_file.empty()) {
    if (const auto problem = read_token(command.token_file, token); !problem.empty()) {
      err << "framewake reload: " << problem << '\n';
      return exit_failure;
    }
  }
  std::shared_ptr<const TlsClientContext> tls;
  if (const auto problem = read_tls(command.tls, *reading.url, tls); !problem.empty()) {
    err << "framewake reload: " << problem << '\n';
    return exit_failure;
  }
  const HttpResponse response = ask(*reading.url, token, tls);
  if (const auto status = print(response, out, err)) return *status;
  err << "framewake reload: " << without_secrets(command.url) << ": "
      << (response.status == 0 ? response.problem
                               : "the answer is " + std::to_string(response.status) + " instead of a reload's: " +
                                     printable(response.body.substr(0, response.body.find('\n')), 200))
      << '\n';
  return exit_failure;
}

}  // namespace framewake
