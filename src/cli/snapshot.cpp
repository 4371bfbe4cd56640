#include "cli/snapshot.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/serve.hpp"
#include "base/log.hpp"
#include "cli/tls_arguments.hpp"
#include "cli/token_file.hpp"
#include "client/http_get.hpp"
#include "frame/camera_id.hpp"

namespace framewake {
namespace {

int refuse_snapshot(std::ostream& err, const std::string& what) {
  err << "framewake snapshot: " << what << '\n';
  return exit_failure;
}

HttpResponse ask_for_picture(Url url, const SnapshotCommand& command, const std::string& token,
                             const std::shared_ptr<const TlsClientContext>& tls) {
  url.target = (url.target.ends_with('/') ? url.target : url.target + "/") + "api/v1/cameras/" + command.camera +
               "/snapshot.jpg";
  if (command.width > 0) url.target += "?width=" + std::to_string(command.width);
  constexpr auto limit = std::chrono::seconds(30);
  boost::asio::io_context io;
  HttpResponse response;
  http_get(
      io, url, limit, [&](HttpResponse answer) { response = std::move(answer); }, token, tls, largest_picture);
  io.run();
  return response;
}

int write_picture(const SnapshotCommand& command, const std::string& jpeg, std::ostream& out, std::ostream& err) {
  if (command.output == "-") {
    out << jpeg << std::flush;
    return out.good() ? exit_fine : exit_failure;
  }
  const std::string path = command.output.empty() ? command.camera + ".jpg" : command.output;
  std::ofstream file(path, std::ios::binary);
  file << jpeg << std::flush;
  if (file.good()) return exit_fine;
  return refuse_snapshot(err, printable(path, 500) + " cannot be written");
}

}  // namespace

void add_snapshot(CLI::App& app, std::function<int()>& chosen) {
  const auto command = std::make_shared<SnapshotCommand>();
  CLI::App* snapshot = app.add_subcommand("snapshot", "Fetch one picture of a camera, with what is hidden hidden");
  snapshot->add_option("URL", command->url, "The daemon's operators' address, such as http://127.0.0.1:8990")
      ->required();
  snapshot->add_option("CAMERA", command->camera, "The camera's name")->required();
  snapshot->add_option("-o,--output", command->output, "File to write; without it CAMERA.jpg; - for standard output")
      ->type_name("FILE");
  snapshot->add_option("--width", command->width, "No wider than so many pixels")->check(CLI::Range(16, 65'535));
  snapshot->add_option("--token-file", command->token_file, "File with the token that the daemon asks for");
  add_tls_options(*snapshot, command->tls);
  snapshot->callback(
      [command, &chosen] { chosen = [command] { return run_snapshot(*command, std::cout, std::cerr); }; });
}

int run_snapshot(const SnapshotCommand& command, std::ostream& out, std::ostream& err) {
  const auto reading = read_http_url(command.url);
  if (!reading.url) return refuse_snapshot(err, reading.problem);
  if (!CameraId::parse(command.camera))
    return refuse_snapshot(
        err, "no camera is called " + printable(command.camera, 60) + ", allowed: " + std::string(CameraId::rule));
  std::string token;
  if (!command.token_file.empty())
    if (const auto problem = read_token(command.token_file, token); !problem.empty())
      return refuse_snapshot(err, problem);
  std::shared_ptr<const TlsClientContext> tls;
  if (const auto problem = read_tls(command.tls, *reading.url, tls); !problem.empty())
    return refuse_snapshot(err, problem);
  const HttpResponse response = ask_for_picture(*reading.url, command, token, tls);
  constexpr unsigned ok = 200;
  if (response.status == ok) return write_picture(command, response.body, out, err);
  return refuse_snapshot(
      err, command.url + ": " +
               (response.status == 0 ? response.problem
                                     : std::to_string(response.status) + " " +
                                           printable(response.body.substr(0, response.body.find('\n')), 500)));
}

}  // namespace framewake
