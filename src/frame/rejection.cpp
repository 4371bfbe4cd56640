#include "frame/rejection.hpp"

#include "base/json_text.hpp"

namespace framewake {

std::string rejected_json(std::uint64_t frame, const Rejection& rejection) {
  std::string text;
  JsonWriter json(text);
  json.open_object().field("type", "rejected").field("frame", frame);
  json.field("reason", to_string(rejection.reason)).field("detail", rejection.detail).close_object();
  return text;
}

}  // namespace framewake
