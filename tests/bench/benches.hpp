#pragma once
// The benchmarks. Each returns its table or throws Broken.

#include "bench/support/report.hpp"

namespace framewake::bench {

Report added_latency(const Options& options);
Report freshness(const Options& options);
Report receive_cost(const Options& options);
Report motion_cost(const Options& options);
Report start_cost(const Options& options);
Report many_cameras(const Options& options);
Report tls_cost(const Options& options);
Report accuracy(const Options& options);
Report reload_cost(const Options& options);
Report tracking(const Options& options);
Report fleet(const Options& options);
Report detection_on_motion(const Options& options);
Report stage_costs(const Options& options);

}  // namespace framewake::bench
