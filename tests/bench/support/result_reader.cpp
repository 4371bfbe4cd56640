#include "bench/support/result_reader.hpp"

#include <nlohmann/json.hpp>

#include "bench/support/report.hpp"

namespace framewake::bench {

ResultNumbers read_result(const std::string& json) {
  try {
    const auto result = nlohmann::json::parse(json);
    if (result.at("type") != "result") throw Broken("expected a result, got: " + json);
    const auto& times = result.at("times_us");
    ResultNumbers numbers;
    numbers.frame = result.at("frame");
    numbers.superseded = result.at("superseded");
    numbers.wait = times.at("wait");
    numbers.decode = times.at("decode");
    numbers.total = times.at("total");
    for (const auto& stage : times.at("stages")) numbers.stages += stage.get<double>();
    return numbers;
  } catch (const nlohmann::json::exception& problem) {
    throw Broken(std::string("a result that cannot be read: ") + problem.what() + ": " + json);
  }
}

}  // namespace framewake::bench
