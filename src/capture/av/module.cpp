// What the capture module exports: one function.

#include "capture/av/av_source.hpp"

extern "C" __attribute__((visibility("default"))) void framewake_capture_open_1(const framewake::AvRequest& request,
                                                                                const std::stop_token& stop,
                                                                                framewake::AvOpening& opening) {
  auto source = std::make_unique<framewake::av::AvSource>(request);
  opening.problem = source->open(stop);
  if (opening.problem.empty()) opening.source = std::move(source);
}
