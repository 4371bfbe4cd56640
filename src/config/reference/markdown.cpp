#include <algorithm>

#include "config/reference/reference.hpp"
#include "config/values.hpp"

namespace framewake {

namespace {

constexpr std::string_view page_introduction = R"(# Configuration

<!-- Written by `framewake reference --format markdown`; change the rows beside the options in src/, not this file. -->

framewake reads one TOML file, by default `/etc/framewake/framewake.toml` (`--config FILE` names another). Every key has a
default; without any file all of them hold. [config/framewake.toml](../config/framewake.toml) is the file with every default
written out.

- **Durations** are texts with a unit: `us`, `ms`, `s`, `min`, `h`, such as `"250 ms"` or `"1.5 s"`. What is finer than a
  millisecond is refused. A bare number is refused, too: it does not say of what.
- **Sizes** are texts with a unit: `B`, `kB`, `MB`, `GB` (powers of 1000), `KiB`, `MiB`, `GiB` (powers of 1024).
- **Drop-ins**: beside `NAME.toml` every `NAME.d/*.toml` is read as well, in the order of their names, each over the ones
  before, key by key. Lists are replaced as a whole: a drop-in with one `[[pipelines.default.stages]]` gives that pipeline
  all of its stages. Names that begin with a dot are passed over.
- **Single keys**: `--set KEY=VALUE`, as often as wanted, over all files. The value is a TOML value, or else a bare text:
  `--set ingest.listen=0.0.0.0:8999`, `--set cameras.front.max_age=250ms`. Elements of lists are named by their index from
  0: `--set pipelines.default.stages.0.use=motion`.
- **Mistakes** are listed all at once, each as `file:line:column: key: what is wrong, what is allowed`, and nothing starts
  (exit status 78). `framewake check FILE` does only that. An unknown key is a mistake.

*Takes effect*: *at once* between two frames; *at once, learning begins anew* when what the stages have learnt of a camera does
not survive the change; *at the next start* of the daemon.
)";

std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return escaped;
}

std::string table_of(const OptionTable& table) {
  if (table.rows.empty()) return "It has no options.\n";
  std::string text = "| Key | Default | Allowed | Takes effect | |\n| --- | --- | --- | --- | --- |\n";
  for (const auto& row : table.rows) {
    auto about = row.text;
    if (!row.example.empty()) about += " Example: `" + example_toml(table, row) + "`";
    text += "| `" + row.key + "` | `" + cell(to_toml(table.default_of(row))) + "` | " + cell(allowed(row)) + " | " +
            takes_effect(row.apply) + " | " + cell(about) + " |\n";
  }
  return text;
}

}  // namespace

std::string reference_markdown(const Schema& schema) {
  std::string text(page_introduction);
  for (const auto& section : schema.sections) {
    text += "\n## [" + section.name + "]\n\n" + section.text + "\n\n" + table_of(section.table);
    for (const auto& list : section.lists)
      text += "\n### [[" + section.name + "." + list.name + "]]\n\n" + list.text + "\n\n" + table_of(list.table);
  }
  text += "\n## [cameras.ID]\n\n" + schema.cameras.text + " The keys are those of [defaults]. An ID is made of " +
          std::string(CameraId::rule) + ".\n\n```toml\n[cameras.front]\nmax_age = \"250 ms\"\n```\n";
  text +=
      "\n## [[pipelines.NAME.stages]]\n\nAdds a stage to the pipeline NAME. A frame runs through the stages in the "
      "order in "
      "which they stand in the file. `use` says which stage it is; the other keys are that stage's options. The "
      "pipeline "
      "`default` exists also where no file names it, with the stage `" +
      std::string(default_stage) + "`.\n";
  for (const auto& kind : schema.stages->kinds())
    text += "\n### use = \"" + kind.name + "\"\n\n" + kind.summary + "\n\n" + table_of(kind.options);
  return text;
}

}  // namespace framewake
