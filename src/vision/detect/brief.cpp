#include "vision/detect/brief.hpp"

#include <algorithm>
#include <string_view>

namespace framewake {

std::string brief(std::string line) {
  constexpr std::size_t most = 300;
  constexpr std::string_view mark = "error: ";
  std::replace(line.begin(), line.end(), '\n', ' ');
  for (auto begin = line.find("OpenCV("); begin != std::string::npos; begin = line.find("OpenCV(", begin)) {
    const auto end = line.find(mark, begin);
    if (end == std::string::npos) break;
    line.erase(begin, end + mark.size() - begin);
  }
  while (!line.empty() && (line.back() == ' ' || line.back() == '>')) line.pop_back();
  if (line.size() > most) line.replace(most, std::string::npos, "…");
  return line;
}

}  // namespace framewake
