#pragma once
// GET /api/v1/cameras/ID/why?limit=N: the question, and its answer.

#include <cstddef>
#include <optional>

#include "frame/camera_id.hpp"
#include "http/answer.hpp"

namespace framewake {

struct WhyQuestion {
  CameraId camera = {};
  std::size_t limit = 0;               ///< decisions
  std::optional<Answer> refused = {};  ///< it is such a question, but not a proper one
};

/// Nothing when the request is for something else.
std::optional<WhyQuestion> why_question(const RequestHead& head);

/// `text` null: not to be had in time (503); "": there is no such camera (404).
Answer why_answer(const CameraId& camera, ReportDesk::Text text);

}  // namespace framewake
