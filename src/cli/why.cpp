#include "cli/why.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/log.hpp"
#include "cli/tls_arguments.hpp"
#include "cli/token_file.hpp"
#include "cli/why_text.hpp"
#include "client/http_get.hpp"
#include "frame/camera_id.hpp"
#include "frame/decision_log.hpp"

namespace framewake {
namespace {

constexpr unsigned why_ok = 200;

HttpResponse ask(Url url, const WhyCommand& command, const std::string& token,
                 const std::shared_ptr<const TlsClientContext>& tls) {
  url.target = (url.target.ends_with('/') ? url.target : url.target + "/") + "api/v1/cameras/" + command.camera +
               "/why?limit=" + std::to_string(command.limit);
  constexpr auto patience = std::chrono::seconds(10);
  boost::asio::io_context io;
  HttpResponse response;
  http_get(
      io, url, patience, [&](HttpResponse answer) { response = std::move(answer); }, token, tls);
  io.run();
  return response;
}

/// Why there is nothing to tell.
std::string problem_of(const HttpResponse& response) {
  if (response.status == 0) return response.problem;
  if (response.status == 401) return "the daemon asks for a token of the scope \"read\" (--token-file)";
  const auto answer = nlohmann::json::parse(response.body, nullptr, false);
  if (answer.is_object() && answer.contains("error") && answer["error"].is_string())
    return printable(answer["error"].get<std::string>(), 400);
  return "the answer is " + std::to_string(response.status) +
         " instead of a camera's decisions: " + printable(response.body.substr(0, response.body.find('\n')), 200);
}

/// What is told, or nothing when the answer is none of framewake's.
std::optional<std::string> told(const HttpResponse& response, const std::string& format) {
  if (response.status != why_ok) return std::nullopt;
  if (format == "text") return why_text(response.body);
  const auto answer = nlohmann::json::parse(response.body, nullptr, false);
  if (!answer.is_object() || !answer.contains("decisions")) return std::nullopt;
  return response.body;
}

}  // namespace

void add_why(CLI::App& app, std::function<int()>& chosen) {
  const auto command = std::make_shared<WhyCommand>();
  CLI::App* why = app.add_subcommand(
      "why", "Tell what has been decided about a camera's frames: which gate stopped what, and by what margin");
  why->add_option("URL", command->url, "The daemon's operators' address, such as http://127.0.0.1:8990")->required();
  why->add_option("CAMERA", command->camera, "The camera's name")->required();
  why->add_option("--limit", command->limit, "How many decisions, of the newest")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, DecisionLog::capacity));
  why->add_option("--format", command->format, "text: one line a decision; json: what the daemon answers")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
  why->add_option("--token-file", command->token_file, "File with the token that the daemon asks for");
  add_tls_options(*why, command->tls);
  why->callback([command, &chosen] { chosen = [command] { return run_why(*command, std::cout, std::cerr); }; });
}

int run_why(const WhyCommand& command, std::ostream& out, std::ostream& err) {
  const auto fails = [&](const std::string& problem) {
    err << "framewake why: " << problem << '\n';
    return 1;
  };
  const auto reading = read_http_url(command.url);
  if (!reading.url) return fails(reading.problem);
  if (!CameraId::parse(command.camera))
    return fails("\"" + printable(command.camera) + "\" is no camera's name: " + std::string(CameraId::rule));
  std::string token;
  if (!command.token_file.empty())
    if (const auto problem = read_token(command.token_file, token); !problem.empty()) return fails(problem);
  std::shared_ptr<const TlsClientContext> tls;
  if (const auto problem = read_tls(command.tls, *reading.url, tls); !problem.empty()) return fails(problem);

  const HttpResponse response = ask(*reading.url, command, token, tls);
  const auto text = told(response, command.format);
  if (!text) return fails(without_secrets(command.url) + ": " + problem_of(response));
  out << *text << std::flush;
  return out.good() ? 0 : 1;
}

}  // namespace framewake
