#include "config/reference/reference.hpp"
#include "config/reference/roff.hpp"
#include "config/values.hpp"

namespace framewake {
namespace {

constexpr std::string_view head =
    R"(.\" Written by `framewake reference --format man5`; change the rows beside the options in src/, not this file.
.TH FRAMEWAKE.TOML 5 "" "framewake" "framewake's manual"
.nh
.ad l
.SH NAME
framewake.toml \- configuration of the camera frame-processing daemon framewake
.SH SYNOPSIS
.nf
/etc/framewake/framewake.toml
/etc/framewake/framewake.d/*.toml
.fi
.SH DESCRIPTION
)";

constexpr std::string_view introduction =
    R"(framewake reads one TOML file, `/etc/framewake/framewake.toml` (`--config` names another), and beside it every
file `framewake.d/*.toml`, in the order of their names, each over the ones before, key by key. Lists, and so the stages
of a pipeline, are replaced as a whole. Every key has a default; without any file all of them hold.

Durations are texts with a unit: us, ms, s, min, h, such as "250 ms" or "1.5 s". What is finer than a millisecond is
refused, and so is a bare number. Sizes are texts with a unit, too: B, kB, MB, GB (powers of 1000), KiB, MiB, GiB (powers
of 1024).

On the command line `--set KEY=VALUE` sets single keys over all files; elements of lists are named by their index from 0:

    framewake serve --set ingest.listen=0.0.0.0:8999 --set pipelines.default.stages.0.use=motion

Mistakes are listed all at once, each as file:line:column: key: what is wrong, what is allowed, and nothing starts (exit
status 78). `framewake check` does only that. An unknown key is a mistake.

A running daemon reads its files again on SIGHUP (`systemctl reload framewake`). A change takes effect at once, between two
frames; at once, learning begins anew, when what the stages have learnt of a camera does not survive it; or at the next
start of the daemon.
)";

constexpr std::string_view tail =
    R"(.SH FILES
.TP
.I /etc/framewake/framewake.toml
every key with its text and its default, as it is installed
.TP
.I /etc/framewake/framewake.d/
what is changed on this machine: it stays apart from what an upgrade brings
.TP
.I /usr/share/framewake/framewake.schema.json
a JSON Schema of the file, for editors
.SH SEE ALSO
.BR framewake (1)
)";

std::string entry(const OptionTable& table, const OptionRow& row) {
  std::string text = ".TP\n" + roff_bold(row.key) + " = " + roff(to_toml(table.default_of(row))) + "\n" +
                     roff(row.text) + "\n.br\nAllowed: " + roff(allowed(row)) + ". Takes effect " +
                     roff(takes_effect(row.apply)) + ".\n";
  if (!row.example.empty()) text += ".br\nExample: " + roff(example_toml(table, row)) + "\n";
  return text;
}

std::string entries(const OptionTable& table) {
  std::string text;
  for (const auto& row : table.rows) text += entry(table, row);
  return text.empty() ? "It has no options.\n" : text;
}

std::string heading(const std::string& name) {
  return ".SH \"" + name + "\"\n";
}

std::string sections(const Schema& schema) {
  std::string text;
  for (const auto& section : schema.sections) {
    text += heading("[" + section.name + "]") + roff(section.text) + "\n" + entries(section.table);
    for (const auto& list : section.lists)
      text += heading("[[" + section.name + "." + list.name + "]]") + roff(list.text) + "\n" + entries(list.table);
  }
  return text;
}

}  // namespace

std::string reference_man(const Schema& schema) {
  std::string text = std::string(head) + roff_prose(introduction) + sections(schema);
  text += heading("[cameras.ID]") + roff(schema.cameras.text) + " The keys are those of [defaults]. An ID is made of " +
          roff(CameraId::rule) + ".\n" + roff_prose("\n    [cameras.front]\n    max_age = \"250 ms\"\n");
  text +=
      heading("[[pipelines.NAME.stages]]") +
      roff_prose(
          "Adds a stage to the pipeline NAME. A frame runs through the stages in the order in which they stand in the\n"
          "file. `use` says which stage it is; the other keys are that stage's options. The pipeline `default` exists\n"
          "also where no file names it, with the stage `" +
          std::string(default_stage) + "`.\n");
  for (const auto& kind : schema.stages->kinds())
    text += ".SS \"use = \\(dq" + kind.name + "\\(dq\"\n" + roff(kind.summary) + "\n" + entries(kind.options);
  return text + std::string(tail);
}

}  // namespace framewake
