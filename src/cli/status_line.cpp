#include "cli/status_line.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

namespace framewake {

StatusLine::StatusLine(int descriptor) : descriptor_(descriptor), terminal_(isatty(descriptor) == 1) {}

StatusLine::~StatusLine() {
  if (open_) write_all(descriptor_, "\n");
}

void StatusLine::say(const std::string& line) {
  write_all(descriptor_, (open_ ? "\r\x1b[K" : "") + line + "\n");
  open_ = false;
}

void StatusLine::update(const std::string& line) {
  if (!terminal_) return say(line);
  const int columns = terminal_size(descriptor_).columns;
  write_all(descriptor_, "\r" + (columns > 1 ? cut_to(line, columns - 1) : line) + "\x1b[K");
  open_ = true;
}

TerminalSize terminal_size(int descriptor) {
  if (isatty(descriptor) != 1) return {};
  winsize size{};
  ioctl(descriptor, TIOCGWINSZ, &size);
  return {size.ws_col > 0 ? size.ws_col : 80, size.ws_row > 0 ? size.ws_row : 24};
}

bool write_all(int descriptor, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = write(descriptor, text.data() + done, text.size() - done);
    if (written > 0) done += static_cast<std::size_t>(written);
    if (written < 0 && errno != EINTR) return false;
  }
  return true;
}

std::string cut_to(const std::string& text, int columns) {
  int seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U;
    if (starts_character && ++seen > columns) return text.substr(0, i);
  }
  return text;
}

}  // namespace framewake
