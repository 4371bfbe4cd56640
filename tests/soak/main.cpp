// The soak: cameras that come, go and misbehave, and reload storms, for as long as one likes. Then everything is quiet, and
// every frame must be accounted for, and nothing held that was not held when it began. See scripts/soak.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <thread>

#include "soak/behaviours.hpp"
#include "soak/daemon.hpp"

namespace framewake::soak {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr seconds shortest_warm_up{10};  // so that all that cameras do has been done
constexpr double most_growth = 0.03;

struct Options {
  std::string framewake;
  seconds time{600};         ///< after the warm-up
  std::uint64_t frames = 0;  ///< 0: by time
  std::uint64_t warm_up = 10'000;
  std::uint64_t seed = 1;
  int actors = 6;
  bool memory = true;  ///< whether resident memory must be flat: not with a sanitizer
};

struct Tally {
  std::uint64_t done = 0;
  std::uint64_t cut_short = 0;
};

/// Cameras and an operator at work, until they are let go.
class Crowd {
 public:
  Crowd(const Target& target, const Options& options, std::uint64_t round) : target_(target) {
    for (int i = 0; i < options.actors; ++i)
      threads_.emplace_back([this, seed = options.seed * 1000 + round * 100 + static_cast<std::uint64_t>(i)](
                                const std::stop_token& stop) { act(stop, Random(seed)); });
  }
  /// Waits until all have gone.
  void dismiss() {
    for (auto& thread : threads_) thread.request_stop();
    threads_.clear();
  }
  bool content() const { return !failed_; }
  std::string failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
  }
  std::map<std::string, Tally> tallies() const {
    const std::lock_guard lock(mutex_);
    return tallies_;
  }

 private:
  void act(const std::stop_token& stop, Random random) {
    while (!stop.stop_requested() && !failed_) {
      const Behaviour& behaviour = choose(random);
      bool cut_short = false;
      try {
        behaviour.act(target_, random);
      } catch (const std::runtime_error& ended) {
        cut_short = true;
        if (std::string(ended.what()).find("in time") != std::string::npos) fail(behaviour.name + ": " + ended.what());
      } catch (const std::exception& wrong) {
        fail(behaviour.name + ": " + wrong.what());
      }
      const std::lock_guard lock(mutex_);
      Tally& tally = tallies_[behaviour.name];
      ++tally.done;
      tally.cut_short += cut_short ? 1 : 0;
    }
  }
  static const Behaviour& choose(Random& random) {
    int all = 0;
    for (const auto& behaviour : behaviours()) all += behaviour.weight;
    int at = std::uniform_int_distribution<int>(0, all - 1)(random);
    for (const auto& behaviour : behaviours())
      if ((at -= behaviour.weight) < 0) return behaviour;
    return behaviours().front();
  }
  void fail(const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (!failed_.exchange(true)) failure_ = why;
  }

  const Target target_;
  mutable std::mutex mutex_;
  std::string failure_;                   // guarded by mutex_
  std::map<std::string, Tally> tallies_;  // guarded by mutex_
  std::atomic<bool> failed_ = false;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

struct Outcome {
  std::vector<std::string> problems;
  std::map<std::string, Tally> tallies;
  std::map<int, std::uint64_t> reloads;  // by status
  FateCounts sum;
  Holdings early;
  Holdings late;
};

FateCounts sum_of(const std::map<std::string, FateCounts>& accounts) {
  FateCounts sum;
  for (const auto& [name, counts] : accounts) {
    sum.received += counts.received;
    sum.processed += counts.processed;
    sum.superseded += counts.superseded;
    sum.expired += counts.expired;
    sum.rejected += counts.rejected;
    sum.in_flight += counts.in_flight;
  }
  return sum;
}

/// Cameras and reloads until `enough` says so.
template <class Enough>
void run_round(Daemon& daemon, const Options& options, std::uint64_t round, Outcome& outcome, Enough enough) {
  Crowd crowd({daemon.ingest_port(), daemon.http_port()}, options, round);
  try {
    for (std::uint64_t turn = 0; crowd.content() && daemon.runs(); ++turn) {
      const auto accounts = daemon.accounts();
      for (const auto& [name, counts] : accounts)
        if (!counts.balanced()) outcome.problems.push_back(name + "'s account does not balance in mid-run");
      if (!outcome.problems.empty() || enough(sum_of(accounts).received)) break;
      for (int storm = 0; storm < (turn % 8 == 0 ? 10 : 1); ++storm)
        ++outcome.reloads[daemon.reload(turn + static_cast<std::uint64_t>(storm))];
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  } catch (const std::exception& gone) {
    outcome.problems.push_back(std::string("the daemon does not answer: ") + gone.what());
  }
  crowd.dismiss();
  if (!crowd.content()) outcome.problems.push_back(crowd.failure());
  for (const auto& [name, tally] : crowd.tallies()) {
    outcome.tallies[name].done += tally.done;
    outcome.tallies[name].cut_short += tally.cut_short;
  }
}

/// Everybody has gone: waits until nothing is in flight and the connections of those who vanished are closed.
Holdings at_rest(const Daemon& daemon, std::size_t descriptors, Outcome& outcome) {
  const auto deadline = Clock::now() + seconds(60);
  for (;;) {
    const auto accounts = daemon.accounts();
    const Holdings now = daemon.holdings();
    if (sum_of(accounts).in_flight == 0 && now.descriptors <= descriptors) {
      outcome.sum = sum_of(accounts);
      for (const auto& [name, counts] : accounts)
        if (!counts.balanced()) outcome.problems.push_back(name + "'s account does not balance at rest");
      return now;
    }
    if (Clock::now() > deadline) {
      outcome.problems.push_back("not at rest after 60 s: in flight " + std::to_string(sum_of(accounts).in_flight) +
                                 ", descriptors " + std::to_string(now.descriptors) + ", at the start " +
                                 std::to_string(descriptors));
      return now;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

/// What it holds at rest, always under the same configuration. Its memory is the least of a time in which it gives back to the
/// kernel what is free, which it does every ten seconds: what it holds just before says how much came and went.
Holdings holdings_at_rest(Daemon& daemon, const Options& options, std::size_t descriptors, Outcome& outcome) {
  if (const int status = daemon.reload(0); status != 200)
    outcome.problems.push_back("a right configuration is answered with " + std::to_string(status));
  Holdings held = at_rest(daemon, descriptors, outcome);
  const auto enough = Clock::now() + seconds(12);
  while (options.memory && outcome.problems.empty() && Clock::now() < enough) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    held.resident_kib = std::min(held.resident_kib, daemon.holdings().resident_kib);
  }
  return held;
}

/// Of resident memory, as a part of what there was.
double growth(const Outcome& outcome) {
  return static_cast<double>(outcome.late.resident_kib) / static_cast<double>(outcome.early.resident_kib) - 1;
}

void compare(const Options& options, Outcome& outcome) {
  if (options.memory && growth(outcome) > most_growth) outcome.problems.push_back("resident memory has grown");
  if (outcome.late.threads != outcome.early.threads) outcome.problems.push_back("there are other threads than before");
}

void print(const Outcome& outcome, double took) {
  std::printf("%-22s %10s %10s\n", "what cameras did", "times", "cut short");
  for (const auto& [name, tally] : outcome.tallies)
    std::printf("%-22s %10llu %10llu\n", name.c_str(), static_cast<unsigned long long>(tally.done),
                static_cast<unsigned long long>(tally.cut_short));
  std::printf("\nreloads, by answer:");
  for (const auto& [status, count] : outcome.reloads)
    std::printf(" %d: %llu", status, static_cast<unsigned long long>(count));
  const FateCounts& f = outcome.sum;
  std::printf(
      "\nframes: received %llu = processed %llu + superseded %llu + expired %llu + rejected %llu + in flight %llu\n",
      static_cast<unsigned long long>(f.received), static_cast<unsigned long long>(f.processed),
      static_cast<unsigned long long>(f.superseded), static_cast<unsigned long long>(f.expired),
      static_cast<unsigned long long>(f.rejected), static_cast<unsigned long long>(f.in_flight));
  std::printf("before:     %.1f MiB resident, %zu descriptors, %zu threads\n",
              static_cast<double>(outcome.early.resident_kib) / 1024, outcome.early.descriptors, outcome.early.threads);
  std::printf("at the end: %.1f MiB resident, %zu descriptors, %zu threads\n",
              static_cast<double>(outcome.late.resident_kib) / 1024, outcome.late.descriptors, outcome.late.threads);
  for (const auto& problem : outcome.problems) std::printf("PROBLEM: %s\n", problem.c_str());
  std::printf("soak: %s in %.0f s\n", outcome.problems.empty() ? "all accounted for" : "FAILED", took);
}

int run(const Options& options) {
  const auto begun = Clock::now();
  Outcome outcome;
  Daemon daemon(options.framewake);
  for (const int idle : {0, 1, 2}) daemon.reload(static_cast<std::uint64_t>(idle));
  const std::size_t descriptors = daemon.holdings().descriptors;
  run_round(daemon, options, 0, outcome, [&](std::uint64_t frames) {
    return frames >= options.warm_up && Clock::now() - begun >= shortest_warm_up;
  });
  outcome.early = holdings_at_rest(daemon, options, descriptors, outcome);
  std::printf("warmed up: %llu frames\n", static_cast<unsigned long long>(outcome.sum.received));
  std::fflush(stdout);
  // What leaks goes on growing; what only settles does not. So whoever has grown once is looked at once more.
  const std::uint64_t warmed_up = outcome.sum.received;
  for (std::uint64_t round = 1; round <= 2 && outcome.problems.empty(); ++round) {
    if (round > 1) outcome.early = outcome.late;
    const std::uint64_t frames_enough = outcome.sum.received + (options.frames - std::min(options.frames, warmed_up));
    const auto enough = Clock::now() + options.time;
    run_round(daemon, options, round, outcome, [&](std::uint64_t frames) {
      return options.frames > 0 ? frames >= frames_enough : Clock::now() >= enough;
    });
    outcome.late = holdings_at_rest(daemon, options, descriptors, outcome);
    if (!options.memory || growth(outcome) <= most_growth) break;
  }
  compare(options, outcome);
  if (const int status = daemon.stop(); status != 0)
    outcome.problems.push_back("the daemon ended with status " + std::to_string(status));
  if (const auto complaints = daemon.complaints(); !complaints.empty())
    outcome.problems.push_back("its log says:\n" + complaints);
  print(outcome, std::chrono::duration<double>(Clock::now() - begun).count());
  return outcome.problems.empty() ? 0 : 1;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--no-memory") {
      options.memory = false;
      continue;
    }
    if (i + 1 == argc) throw std::runtime_error(name + " needs a value");
    const std::string value = argv[++i];
    if (name == "--framewake")
      options.framewake = value;
    else if (name == "--seconds")
      options.time = seconds(std::stoul(value));
    else if (name == "--frames")
      options.frames = std::stoull(value);
    else if (name == "--warm-up")
      options.warm_up = std::stoull(value);
    else if (name == "--seed")
      options.seed = std::stoull(value);
    else if (name == "--cameras")
      options.actors = std::stoi(value);
    else
      throw std::runtime_error("unknown argument " + name);
  }
  if (options.framewake.empty()) throw std::runtime_error("--framewake PATH is missing");
  return options;
}

}  // namespace
}  // namespace framewake::soak

int main(int argc, char** argv) {
  try {
    return framewake::soak::run(framewake::soak::parse(argc, argv));
  } catch (const std::exception& failure) {
    std::cerr << "soak: " << failure.what() << '\n';
    return 2;
  }
}
