// Runs the end-to-end benchmarks and prints their tables; scripts/bench builds and calls this.
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bench/benches.hpp"

namespace {

using namespace framewake::bench;

struct Bench {
  const char* name;
  Report (*run)(const Options&);
};
constexpr Bench benches[] = {
    {"latency", added_latency}, {"freshness", freshness},        {"receive", receive_cost}, {"motion", motion_cost},
    {"start", start_cost},      {"cameras", many_cameras},       {"reload", reload_cost},   {"tls", tls_cost},
    {"tracking", tracking},
#ifdef BENCH_WITH_OPENCV
    {"accuracy", accuracy},     {"gating", detection_on_motion}, {"fleet", fleet},          {"stages", stage_costs},
#endif
};

struct Arguments {
  Options options;
  std::vector<const Bench*> chosen;
  std::string write;  ///< the document that gets the tables; "": none
};

int usage() {
  std::fputs(
      "usage: bench --framewake FILE [--smoke] [--data DIR] [--annotated DIR] [--write DOCUMENT] [NAME…]\nnames:",
      stderr);
  for (const Bench& bench : benches) std::fprintf(stderr, " %s", bench.name);
  std::fputs("\n", stderr);
  return 2;
}

bool choose(Arguments& arguments, const std::string& name) {
  for (const Bench& bench : benches) {
    if (name != bench.name) continue;
    arguments.chosen.push_back(&bench);
    return true;
  }
  std::fprintf(stderr, "bench: no benchmark is called \"%s\"\n", name.c_str());
  return false;
}

bool read_arguments(int argc, char** argv, Arguments& arguments) {
  arguments.options.programs = std::filesystem::path(argv[0]).parent_path().string();
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    std::string* value = word == "--framewake"   ? &arguments.options.framewake
                         : word == "--data"      ? &arguments.options.footage
                         : word == "--annotated" ? &arguments.options.annotated
                         : word == "--write"     ? &arguments.write
                                                 : nullptr;
    if (value != nullptr) {
      if (++i == argc) return false;
      *value = argv[i];
    } else if (word == "--smoke") {
      arguments.options.smoke = true;
    } else if (word.starts_with("--") || !choose(arguments, word)) {
      return false;
    }
  }
  if (arguments.chosen.empty())
    for (const Bench& bench : benches) arguments.chosen.push_back(&bench);
  return !arguments.options.framewake.empty();
}

void write_into(const std::string& path, const char* name, const std::string& markdown) {
  std::ifstream in(path);
  std::string document((std::istreambuf_iterator<char>(in)), {});
  in.close();
  std::ofstream(path) << with_section(std::move(document), name, markdown);
}

/// False when it is broken.
bool run(const Bench& bench, const Arguments& arguments) {
  try {
    const Report report = bench.run(arguments.options);
    const std::string markdown = to_markdown(report);
    std::printf("\n## %s\n\n%s", report.title.c_str(), markdown.c_str());
    std::fflush(stdout);
    if (!arguments.write.empty()) write_into(arguments.write, bench.name, markdown);
    return true;
  } catch (const std::exception& broken) {
    std::printf("\n## %s\n\nBROKEN: %s\n", bench.name, broken.what());
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  Arguments arguments;
  if (!read_arguments(argc, argv, arguments)) return usage();
  int broken = 0;
  for (const Bench* bench : arguments.chosen) broken += run(*bench, arguments) ? 0 : 1;
  std::printf("\nbenchmarks: %zu run, %d broken%s\n", arguments.chosen.size(), broken,
              arguments.options.smoke ? " (smoke: the numbers of such short runs mean little)" : "");
  return broken == 0 ? 0 : 1;
}
