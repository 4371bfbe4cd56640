#include "cli/reference.hpp"

#include <ostream>

#include "base/log.hpp"
#include "config/reference/reference.hpp"

namespace framewake {

int run_reference(const std::string& format, const StageTable& stages, std::ostream& out, std::ostream& err) {
  const auto schema = make_schema(stages);
  if (format == "toml")
    out << reference_toml(schema);
  else if (format == "markdown")
    out << reference_markdown(schema);
  else if (format == "json-schema")
    out << reference_json_schema(schema);
  else if (format == "man5")
    out << reference_man(schema);
  else {
    err << "\"" << printable(format, 40) << "\" is no format, allowed: toml, markdown, json-schema, man5\n";
    return 1;
  }
  out.flush();
  return out.good() ? 0 : 1;
}

}  // namespace framewake
