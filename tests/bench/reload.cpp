// What a reload costs the cameras that stream meanwhile: frames, connections, time.
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "bench/benches.hpp"
#include "bench/support/camera_socket.hpp"
#include "bench/support/daemon_process.hpp"
#include "bench/support/footage.hpp"
#include "bench/support/loopback.hpp"
#include "bench/support/paced.hpp"
#include "bench/support/stats.hpp"

namespace framewake::bench {
namespace {

constexpr std::size_t cameras = 64;
constexpr int rate = 5;  // frames a second and camera: no machine is to lose any for want of CPU

/// The daemon's configuration file, in a folder that goes with this.
class ConfigFile {
 public:
  ConfigFile() {
    std::string name = (std::filesystem::temp_directory_path() / "bench_reload_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw Broken("no folder for a configuration: " + name);
    folder_ = name;
    write("");
  }
  ~ConfigFile() { std::filesystem::remove_all(folder_); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  std::string path() const { return folder_ / "framewake.toml"; }
  /// The pipeline is motion with these options.
  void write(const std::string& options) const {
    std::ofstream(path()) << "[[pipelines.default.stages]]\nuse = \"motion\"\n" << options;
  }

 private:
  std::filesystem::path folder_;
};

/// What happens in the middle of a round.
struct Change {
  const char* what;
  const char* options[2];  ///< in turn; null: no reload
};
constexpr Change changes[] = {
    {"no reload", {nullptr, nullptr}},
    {"one threshold (live)", {"sensitivity = 0.6\n", "sensitivity = 0.4\n"}},
    {"the scale (motion learns anew)", {"scale = \"1/4\"\n", "scale = \"1/8\"\n"}},
};

struct Outcome {
  std::uint64_t sent = 0;
  std::uint64_t lost = 0;
  std::uint64_t closed = 0;
  std::vector<double> took_us;
};

class Site {
 public:
  explicit Site(const Options& options) : daemon_(options.framewake, {}, file_.path()) {
    for (std::size_t i = 0; i < cameras; ++i)
      sockets_.emplace_back(daemon_.ingest_port(), "/camera/c" + std::to_string(i));
  }

  /// All cameras send for `seconds`; in the middle the configuration becomes one with `options`.
  void run(const Footage& messages, int seconds, const char* options, Outcome& outcome) {
    const auto count = cameras * rate * static_cast<std::uint64_t>(seconds);
    Beat beat(std::chrono::nanoseconds(1'000'000'000) / (rate * static_cast<std::int64_t>(cameras)));
    std::jthread reload;
    std::uint64_t sent = 0;
    for (std::uint64_t step = beat.next(); step < count; step = beat.next()) {
      if (options != nullptr && !reload.joinable() && step >= count / 2)
        reload = std::jthread([&] { outcome.took_us.push_back(reload_to(options)); });
      sockets_[step % cameras].send(messages.at(step / cameras + step % cameras * 7));
      ++sent;
    }
    if (reload.joinable()) reload.join();
    sent_ += sent;
    const FateCounts settled = daemon_.settled(sent_);
    outcome.sent += sent;
    outcome.lost += sent - (settled.processed - settled_.processed);
    outcome.closed += cameras - daemon_.connected();
    settled_ = settled;
  }

 private:
  double reload_to(const char* options) const {
    file_.write(options);
    const TimePoint asked = Clock::now();
    http_ask(daemon_.http_port(), "POST", "/api/v1/reload");
    return std::chrono::duration<double, std::micro>(Clock::now() - asked).count();
  }

  ConfigFile file_;
  DaemonProcess daemon_;
  std::vector<CameraSocket> sockets_;
  std::uint64_t sent_ = 0;
  FateCounts settled_;
};

}  // namespace

Report reload_cost(const Options& options) {
  const Footage footage = make_footage(options, 640, 480, options.smoke ? 30 : 200);
  const Footage messages = footage.masked();
  Site site(options);
  std::vector<Outcome> outcomes(std::size(changes));
  const int rounds = options.smoke ? 2 : 10;
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      site.run(messages, options.smoke ? 1 : 4, changes[i].options[round % 2], outcomes[i]);

  Report report{
      .title = "Reload",
      .measured = std::to_string(cameras) + " cameras at " + std::to_string(rate) + " frames a second each (" +
                  footage.what +
                  "); in the middle of each round the configuration file is written and POST /api/v1/reload "
                  "asked for. Lost are frames sent that were not processed. The time is from the question to "
                  "the answer, the median of the rounds.",
      .table = Table({"what changes", "frames sent", "frames lost", "connections closed", "time", "goal", "verdict"})};
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    report.table.add(
        {changes[i].what, std::to_string(outcome.sent), std::to_string(outcome.lost), std::to_string(outcome.closed),
         outcome.took_us.empty() ? "" : microseconds_text(median(outcome.took_us)),
         i == 0 ? "" : "none lost, none closed", i == 0 ? "" : verdict(outcome.lost == 0 && outcome.closed == 0)});
  }
  return report;
}

}  // namespace framewake::bench
