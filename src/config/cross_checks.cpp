#include "config/cross_checks.hpp"

#include "base/listen_address.hpp"
#include "base/log.hpp"
#include "config/suggest.hpp"
#include "config/units.hpp"

namespace framewake {

namespace {

using Path = std::vector<std::string>;

const Node* find(const Node& root, const Path& path) {
  const Node* at = &root;
  for (const auto& key : path)
    if (at != nullptr) at = at->find(key);
  return at;
}

std::string dotted(const Path& path) {
  std::string text;
  for (const auto& key : path) text += (text.empty() ? "" : ".") + key;
  return text;
}

class CrossChecks {
 public:
  CrossChecks(const Config& config, const Node& root, Problems& problems)
      : config_(config), root_(root), problems_(problems) {}

  /// Who lowers max_connections alone lowers the limit of each address with it; only who writes both can contradict himself.
  void connections() {
    const auto& ingest = config_.ingest;
    if (ingest.max_connections_per_address <= ingest.max_connections) return;
    if (find(root_, {"ingest", "max_connections_per_address"}) == nullptr) return;
    complain({"ingest", "max_connections_per_address"}, {"ingest", "max_connections"},
             "is " + std::to_string(ingest.max_connections_per_address) + ", allowed: at most max_connections, " +
                 std::to_string(ingest.max_connections));
  }

  void listeners() {
    const auto ingest = ListenAddress::parse(config_.ingest.listen);
    const auto http = ListenAddress::parse(config_.http.listen);
    if (!ingest || !http || ingest->port != http->port || ingest->port == 0) return;
    const auto everywhere = [](const std::string& address) { return address == "0.0.0.0" || address == "::"; };
    if (ingest->address != http->address && !everywhere(ingest->address) && !everywhere(http->address)) return;
    complain({"http", "listen"}, {"ingest", "listen"},
             "is \"" + config_.http.listen + "\", which takes the port of ingest.listen, \"" + config_.ingest.listen +
                 "\"; allowed: another port, or 0 for any free one");
  }

  /// [defaults], and each camera as far as it says something itself.
  void cameras(bool all_pipelines_known) {
    camera({"defaults"}, config_.defaults, all_pipelines_known);
    for (const auto& [id, options] : config_.cameras) camera({"cameras", id.str()}, options, all_pipelines_known);
  }

 private:
  void camera(const Path& path, const CameraOptions& options, bool all_pipelines_known) {
    const auto below = [&](const std::string& key) {
      auto longer = path;
      longer.push_back(key);
      return longer;
    };
    if (options.offline_after < options.stale_after) {
      complain(below("offline_after"), below("stale_after"),
               "is " + format_duration(options.offline_after) + ", allowed: at least stale_after, " +
                   format_duration(options.stale_after));
    }
    if (!all_pipelines_known || config_.pipelines.contains(options.pipeline)) return;
    std::vector<std::string> known;
    for (const auto& [name, pipeline] : config_.pipelines)
      if (CameraId::parse(name)) known.push_back(name);
    complain(
        below("pipeline"), below("pipeline"),
        "is \"" + printable(options.pipeline, 60) + "\", which is no pipeline; " + suggestion(options.pipeline, known));
  }

  /// The problem stands at the key that is wrong, or at the other one where a file has only that; where it has neither,
  /// it is another section's problem. A key that is wrong on its own already cannot be compared.
  void complain(const Path& key, const Path& other, std::string what) {
    for (const auto& path : {key, other})
      if (problems_.about(dotted(path)) || problems_.about("defaults." + path.back())) return;
    const auto* node = find(root_, key);
    if (node == nullptr) node = find(root_, other);
    if (node != nullptr) problems_.add(node->where, dotted(key), std::move(what));
  }

  const Config& config_;
  const Node& root_;
  Problems& problems_;
};

}  // namespace

void check_together(const Config& config, const Node& root, bool complete, Problems& problems) {
  CrossChecks checks(config, root, problems);
  checks.connections();
  checks.listeners();
  checks.cameras(complete);
}

}  // namespace framewake
