#include "cli/camera.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/camera_session.hpp"
#include "cli/number.hpp"
#include "cli/tls_arguments.hpp"
#include "cli/token_file.hpp"

namespace framewake {
namespace {

int refuse(const std::string& problem) {
  std::cerr << "framewake camera: " << problem << '\n';
  return 1;
}

}  // namespace

void add_camera(CLI::App& app, std::function<int()>& chosen) {
  const auto command = std::make_shared<CameraCommand>();
  CLI::App* camera = app.add_subcommand("camera", "Send pictures to a daemon, as a camera does");
  camera->add_option("URL", command->url, "Where to: ws://HOST:PORT/camera/NAME, or wss:// with TLS")->required();
  camera
      ->add_option(
          "--source", command->source.source,
          "A device (/dev/video0), a video file, an RTSP or HTTP URL, a folder of images, or test: a synthetic scene")
      ->type_name("SOURCE")
      ->required();
  camera->add_option("--fps", command->source.fps, "Pictures a second; without it, the source's own rate")
      ->check(CLI::Range(0.01, 1000.0))
      ->check(is_a_number);
  camera
      ->add_option_function<std::string>(
          "--size",
          [command](const std::string& text) {
            command->source.size = read_picture_size(text);
            if (!command->source.size)
              throw CLI::ValidationError("--size", text + ": must be like 640x480, each 16 to 8192");
          },
          "Of the pictures sent; without it, the source's own")
      ->type_name("WIDTHxHEIGHT");
  camera
      ->add_option("--quality", command->source.quality,
                   "JPEG quality, 1 to 100 (85); without it a source's own JPEGs are sent as they are, unless --follow "
                   "makes them smaller")
      ->check(CLI::Range(1, 100));
  camera->add_flag("--loop", command->source.loop,
                   "Start again at the end; open a device or stream again when it breaks");
  camera->add_option("--seed", command->source.seed, "Of the test scene: the same seed shows the same pictures");
  camera->add_option("--token-file", command->token_file, "File with the token that the daemon asks for");
  add_tls_options(*camera, command->tls);
  camera->add_flag("--reply", command->reply, "Ask for results, and print each as a line of JSON");
  camera->add_flag("--follow", command->follow,
                   "Send fewer or smaller pictures when the daemon says that more are of no use (its key `advise`)");
  camera
      ->add_option("--truth", command->truth_file,
                   "Write where the test scene's object really is to this file, as lines of JSON")
      ->type_name("FILE");
  camera->add_option("--frames", command->frames, "End after sending so many frames")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}));
  camera->add_option("--seconds", command->seconds, "End after so many seconds")->check(CLI::Range(0.001, 31e6));
  camera->callback([command, &chosen] { chosen = [command] { return run_camera(*command); }; });
}

int run_camera(const CameraCommand& command) {
  const auto reading = read_camera_url(command.url);
  if (!reading.url) return refuse(reading.problem);
  CameraClientOptions options;
  options.url = *reading.url;
  options.results = command.reply || command.follow;
  if (!command.token_file.empty()) {
    const auto problem = read_token(command.token_file, options.token);
    if (!problem.empty()) return refuse(problem);
  }
  if (const auto problem = read_tls(command.tls, options.url, options.tls); !problem.empty()) return refuse(problem);
  if (!command.truth_file.empty() && command.source.source != "test")
    return refuse("--truth: only the source \"test\" knows the truth");
  CameraSession session(command, std::move(options));
  return session.run();
}

}  // namespace framewake
