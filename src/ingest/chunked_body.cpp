#include "ingest/chunked_body.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace framewake {
namespace {

constexpr std::size_t longest_line = 256;
constexpr std::size_t longest_trailers = 16'000;
constexpr std::string_view end_of_line = "\r\n";

}  // namespace

std::size_t ChunkedBody::consume(std::string_view bytes, const std::function<void(std::string_view)>& data) {
  const std::size_t all = bytes.size();
  while (!bytes.empty() && !done() && !broken()) {
    if (stage_ != Stage::data) {
      take_line(bytes);
      continue;
    }
    const std::string_view part =
        bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
    data(part);
    bytes.remove_prefix(part.size());
    left_ -= part.size();
    if (left_ == 0) stage_ = Stage::end_of_data;
  }
  return all - bytes.size();
}

void ChunkedBody::take_line(std::string_view& bytes) {
  const std::size_t newline = bytes.find('\n');
  const bool whole = newline != std::string_view::npos;
  const std::string_view part = bytes.substr(0, whole ? newline + 1 : newline);
  bytes.remove_prefix(part.size());
  line_.append(part.substr(0, longest_line + 1));
  if (line_.size() > longest_line || (whole && !line_.ends_with(end_of_line))) {
    stage_ = Stage::broken;
  } else if (whole) {
    stage_ = after_line(std::string_view(line_).substr(0, line_.size() - end_of_line.size()));
    line_.clear();
  }
}

ChunkedBody::Stage ChunkedBody::after_line(std::string_view line) {
  if (stage_ == Stage::size) return begin_chunk(line);
  if (stage_ == Stage::end_of_data) return line.empty() ? Stage::size : Stage::broken;
  if (line.empty()) return Stage::done;
  trailers_ += line.size();
  return trailers_ > longest_trailers ? Stage::broken : Stage::trailer;
}

/// SIZE, or SIZE;extension. The size in hexadecimal digits.
ChunkedBody::Stage ChunkedBody::begin_chunk(std::string_view line) {
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), left_, 16);
  if (error != std::errc{}) return Stage::broken;
  std::string_view rest = line.substr(static_cast<std::size_t>(end - line.data()));
  while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
  if (!rest.empty() && rest.front() != ';') return Stage::broken;
  if (left_ > std::numeric_limits<std::uint64_t>::max() - announced_) return Stage::broken;
  announced_ += left_;
  return left_ == 0 ? Stage::trailer : Stage::data;
}

}  // namespace framewake
