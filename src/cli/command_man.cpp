#include "cli/command_reference.hpp"
#include "config/reference/roff.hpp"

namespace framewake {
namespace {

constexpr std::string_view head =
    R"(.\" Written by `framewake reference --format man1` from the options' definitions in src/cli/; do not change this file.
.TH FRAMEWAKE 1 "" "framewake" "framewake's manual"
.nh
.ad l
.SH NAME
framewake \- camera frame-processing daemon: what it tells is about now
)";

constexpr std::string_view description =
    R"(Cameras push frames over WebSocket or as POST requests; framewake keeps the newest frame of each, runs a vision
pipeline on it, and answers on the camera's own connection. A slow pipeline never makes frames queue up: it makes some of
them superseded, and every one of those is counted.

`framewake serve` is the daemon; as a service it is `framewake.service`. Cameras connect to 127.0.0.1:8999, at
/camera/NAME. Operators find a page, metrics and the status at http://127.0.0.1:8990/. To let others in, give the cameras
tokens (`framewake token new`) and the operators a password (`framewake passwd`), and set ingest.listen and http.listen;
see `framewake.toml(5)`.
)";

constexpr std::string_view tail = R"(.SH EXIT STATUS
.TP
.B 0
fine; of \fBhealth\fR: the daemon is well
.TP
.B 1
any other failure; of \fBhealth\fR: it is not well, or does not answer
.TP
.B 69
cannot listen: the address is taken or not there
.TP
.B 78
the configuration has mistakes; each is a line of its own
.SH ENVIRONMENT
.TP
.B CREDENTIALS_DIRECTORY
a folder with secrets, as systemd makes it for LoadCredential=: \fBtoken.\fINAME\fR is the token of a camera,
\fBhttp.password_hash\fR the hash of the operators\(aq password
.TP
.B NOTIFY_SOCKET\fR, \fBWATCHDOG_USEC\fR, \fBLISTEN_FDS
are understood as systemd means them
.SH SIGNALS
.TP
.B SIGTERM\fR, \fBSIGINT
stop: cameras are told, what is in hand is finished, within processing.stop_timeout
.TP
.B SIGHUP
read the configuration again, while cameras stream
.SH FILES
.TP
.I /etc/framewake/framewake.toml\fR, \fI/etc/framewake/framewake.d/*.toml
the configuration
.TP
.I /etc/framewake/camera\-NAME.env
what \fBframewake\-camera@NAME.service\fR sends
.SH EXAMPLES
.EX
framewake serve \-\-set http.listen=127.0.0.1:8080
framewake camera ws://127.0.0.1:8999/camera/desk \-\-source /dev/video0 \-\-reply
framewake watch http://127.0.0.1:8990
curl \-\-data\-binary @door.jpg \(aqhttp://127.0.0.1:8999/camera/door?reply=results\(aq
.EE
.SH SEE ALSO
.BR framewake.toml (5),
.BR journalctl (1),
.BR systemd.exec (5)
.PP
/usr/share/doc/framewake
)";

std::string value_text(const CommandOption& option) {
  if (option.choices.empty()) return roff_slanted(option.value);
  std::string text;
  for (const auto& choice : option.choices) text += (text.empty() ? "" : "|") + roff_bold(choice);
  return text;
}

std::string written(const CommandOption& option) {
  if (option.by_place) return roff_slanted(option.name);
  return roff_bold(option.name) + (option.value.empty() ? "" : " " + value_text(option));
}

/// Whether it is one that every command has, and that the synopsis is clearer without.
bool is_help(const CommandOption& option) {
  return option.name == "--help";
}

std::string synopsis(const Command& command) {
  std::string text = ".TP\n" + roff_bold(command.name);
  for (const auto& option : command.options)
    if (option.by_place) text += option.required ? " " + written(option) : " [" + written(option) + "]";
  for (const auto& option : command.options) {
    if (option.by_place || is_help(option)) continue;
    text += option.required ? " " + written(option) : " [" + written(option) + "]";
    if (option.repeated) text += "...";
  }
  return text + "\n" + roff(command.text) + ".\n";
}

std::string options_of(const Command& command) {
  std::string text;
  for (const auto& option : command.options) {
    if (is_help(option)) continue;
    text += ".RS\n.TP\n" + written(option) + "\n" + roff(option.text) + ".";
    if (!option.standard.empty()) text += " Default: " + roff(option.standard) + ".";
    text += "\n.RE\n";
  }
  return text;
}

/// Those that do something themselves, in the order of their definition.
std::string commands_of(const Command& above) {
  std::string text;
  for (const auto& command : above.commands)
    text += command.commands.empty() ? synopsis(command) + options_of(command) : commands_of(command);
  return text;
}

}  // namespace

std::string command_man(const Command& program) {
  std::string text(head);
  text += ".SH SYNOPSIS\n" + roff_bold(program.name) + " " + roff_slanted("COMMAND") + " [" + roff_slanted("OPTION") +
          "]...\n.SH DESCRIPTION\n" + roff_prose(description) + ".SH COMMANDS\n" + commands_of(program) +
          ".SH OPTIONS\n";
  text += ".TP\n.B \\-\\-help\nPrint what there is, of the program or, behind a command, of that command.\n";
  for (const auto& option : program.options)
    if (!is_help(option)) text += ".TP\n" + written(option) + "\n" + roff(option.text) + ".\n";
  return text + std::string(tail);
}

}  // namespace framewake
