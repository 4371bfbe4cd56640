// CPU per GB of masked 100 KB messages: the daemon's listener beside a bare loop and websocketpp as it comes.
#include <array>
#include <memory>

#include "bench/benches.hpp"
#include "bench/support/receiver.hpp"
#include "bench/support/stats.hpp"

namespace framewake::bench {
namespace {

constexpr double goal_bare = 2.0;
constexpr double goal_websocketpp = 0.5;

enum Kind : std::uint8_t { bare, ours, as_it_comes, kinds };
constexpr std::array<const char*, kinds> programs{"bench_receive_bare", "bench_receive_framewake",
                                                  "bench_receive_websocketpp"};

/// CPU seconds per GB, one sample a round.
struct Costs {
  std::array<std::vector<double>, kinds> thread;
  std::vector<double> ours_with_worker;
};

Costs measure(const Options& options, const Messages& messages, int cameras) {
  std::array<std::unique_ptr<Receiver<CameraSocket>>, kinds> receivers;
  for (std::size_t k = 0; k < kinds; ++k)
    receivers[k] = std::make_unique<Receiver<CameraSocket>>(std::vector{options.programs + "/" + programs[k]}, cameras);
  for (auto& receiver : receivers) receiver->receive(messages, cameras * 2);  // buffers grow to their size

  const int rounds = options.smoke ? 2 : 9;
  const int count = options.smoke ? 640 : 5120;
  const double gigabytes = static_cast<double>(messages[0].size()) * count / 1e9;
  Costs costs;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t k = 0; k < kinds; ++k) {
      const auto cost = receivers[k]->receive(messages, count);
      costs.thread[k].push_back(cost.thread / gigabytes);
      if (k == ours) costs.ours_with_worker.push_back(cost.process / gigabytes);
    }
  }
  for (auto& receiver : receivers) receiver->finish();
  return costs;
}

/// The median of the rounds' own ratios: what disturbs one round disturbs both sides of its ratio.
double ratio(const std::vector<double>& costs, const std::vector<double>& to) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < costs.size(); ++i) ratios.push_back(costs[i] / to[i]);
  return median(ratios);
}

void add_rows(Table& table, const std::string& connections, const Costs& costs) {
  const auto row = [&](const char* who, const std::vector<double>& cost, const char* goal = "") {
    const double to_bare = ratio(cost, costs.thread[bare]);
    const double to_websocketpp = ratio(cost, costs.thread[as_it_comes]);
    table.add({connections, who, number(median(cost)), number(to_bare), number(to_websocketpp), goal,
               *goal == 0 ? "" : verdict(to_bare <= goal_bare && to_websocketpp <= goal_websocketpp)});
  };
  row("bare loop", costs.thread[bare]);
  row("framewake, thread fw-net", costs.thread[ours], "≤ 2 × bare, ≤ 0.5 × websocketpp");
  row("framewake, with the worker that takes", costs.ours_with_worker);
  row("websocketpp as it comes", costs.thread[as_it_comes]);
}

}  // namespace

Report receive_cost(const Options& options) {
  Report report{
      .title = "Receive cost",
      .measured =
          "CPU of the receiving thread per GB (10⁹ bytes) of masked 100 KB binary messages, two pictures in turn, from "
          "a "
          "sender in another process, in interleaved rounds; medians of the rounds, and of "
          "the rounds' own ratios. The bare loop "
          "reads 256 KiB at a time and unmasks into one message buffer for all; framewake's listener "
          "also checks the image's header, numbers, counts and hands each frame over, in a buffer of "
          "its own, to a worker that takes and forgets it; websocketpp is the installed headers "
          "with their own configuration, logging silenced, and a handler that drops the message.",
      .table = Table({"connections", "receiver", "CPU s/GB", "× bare loop", "× websocketpp", "goal", "verdict"})};
  const Messages messages = different_messages();
  for (const int cameras : {1, 64})
    add_rows(report.table, std::to_string(cameras), measure(options, messages, cameras));
  return report;
}

}  // namespace framewake::bench
