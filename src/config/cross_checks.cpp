#include "config/cross_checks.hpp"

#include <algorithm>
#include <initializer_list>

#include "auth/secret_file.hpp"
#include "base/listen_address.hpp"
#include "base/log.hpp"
#include "config/suggest.hpp"
#include "config/units.hpp"

namespace framewake {

namespace {

using Path = std::vector<std::string>;

const Node* find(const Node* root, const Path& path) {
  const Node* at = root;
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
  /// `root` null: the configuration stands in no file.
  CrossChecks(const Config& config, const Node* root, Problems& problems)
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

  /// A camera that sends seldom is kept by its pongs. Who lowers idle_timeout alone has more pings with it.
  void pings() {
    const auto& ingest = config_.ingest;
    if (ingest.ping_interval < ingest.idle_timeout) return;
    if (find(root_, {"ingest", "ping_interval"}) == nullptr) return;
    complain({"ingest", "ping_interval"}, {"ingest", "idle_timeout"},
             "is " + format_duration(ingest.ping_interval) +
                 ", which cuts cameras that send seldom; allowed: less than " + "idle_timeout, " +
                 format_duration(ingest.idle_timeout));
  }

  /// /echo asks nobody for a token.
  void echo() {
    const auto& ingest = config_.ingest;
    const auto address = ListenAddress::parse(ingest.listen);
    if (!ingest.echo || ingest.anonymous || !address || address->is_loopback()) return;
    if (is_wrong({"ingest.anonymous"})) return;
    complain({"ingest", "echo"}, {"ingest", "listen"},
             "is true, which lets anybody in who can reach ingest.listen, \"" + ingest.listen +
                 "\"; allowed: only on loopback, or with ingest.anonymous = true");
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

  /// Whoever listens where others can reach him must say whom he lets in.
  void access() {
    const auto open = [](const std::string& listen) {
      const auto address = ListenAddress::parse(listen);
      return address && !address->is_loopback();
    };
    const auto& http = config_.http;
    if (open(config_.ingest.listen) && !config_.ingest.anonymous) camera_tokens();
    if (!open(http.listen) || http.anonymous || is_wrong({"http.password_hash", "http.tokens", "http.anonymous"}))
      return;
    if (!http.password_hash.empty() || !http.tokens.empty() || credential("http.password_hash")) return;
    complain(
        {"http", "listen"}, {"http", "listen"},
        "is \"" + http.listen +
            "\", where others can reach it, and there is no password; allowed: a loopback address such as "
            "127.0.0.1:8990, http.password_hash (`framewake passwd` makes it), [[http.tokens]], or http.anonymous = "
            "true");
  }

  /// [defaults], and each camera as far as it says something itself.
  void cameras(bool all_pipelines_known) {
    camera({"defaults"}, config_.defaults, all_pipelines_known);
    for (const auto& [id, options] : config_.cameras) camera({"cameras", id.str()}, options, all_pipelines_known);
  }

 private:
  static bool has_token(const CameraOptions& options) {
    return !options.token_hash.empty() || !options.token_file.empty();
  }

  /// One of these keys, or one below it: what depends on it cannot be told.
  bool is_wrong(std::initializer_list<std::string_view> keys) const {
    return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return problems_.about_below(key); });
  }

  void camera_tokens() {
    constexpr std::string_view wanted = "token_hash or token_file (`framewake token new NAME` makes them)";
    // A token that is wrong is one all the same.
    if (is_wrong({"ingest.anonymous", "ingest.client_certificates"})) return;
    if (problems_.about_any(".token_hash") || problems_.about_any(".token_file")) return;
    // Whoever has no token can have a certificate.
    if (config_.ingest.client_certificates != ClientCertificates::off) return;
    bool anybody = has_token(config_.defaults) || !credentials_with("token.").empty();
    for (const auto& [id, options] : config_.cameras) anybody = anybody || has_token(options);
    if (!anybody)
      return complain(
          {"ingest", "listen"}, {"ingest", "listen"},
          "is \"" + config_.ingest.listen +
              "\", where others can reach it, and no camera has a token; allowed: a loopback address such as "
              "127.0.0.1:8999, " +
              std::string(wanted) +
              " in [defaults] or [cameras.ID], certificates of cameras (ingest.client_certificates), or "
              "ingest.anonymous = "
              "true");
    for (const auto& [id, options] : config_.cameras) {
      if (has_token(options) || credential("token." + id.str())) continue;
      complain({"cameras", id.str()}, {"ingest", "listen"},
               "has no token and could never send; allowed: " + std::string(wanted) +
                   " here or in [defaults], or "
                   "ingest.anonymous = true");
    }
  }

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
    if (root_ == nullptr) return problems_.add({}, dotted(key), std::move(what));
    const auto* node = find(root_, key);
    if (node == nullptr) node = find(root_, other);
    if (node != nullptr) problems_.add(node->where, dotted(key), std::move(what));
  }

  const Config& config_;
  const Node* root_;
  Problems& problems_;
};

}  // namespace

void check_together(const Config& config, const Node& root, bool complete, Problems& problems) {
  CrossChecks checks(config, &root, problems);
  checks.connections();
  checks.pings();
  checks.listeners();
  checks.echo();
  if (complete) checks.access();
  checks.cameras(complete);
}

std::vector<ConfigProblem> check_access(const Config& config, const std::vector<ConfigProblem>& known) {
  Problems problems(known);
  CrossChecks checks(config, nullptr, problems);
  checks.echo();
  checks.access();
  return problems.since(known.size());
}

}  // namespace framewake
