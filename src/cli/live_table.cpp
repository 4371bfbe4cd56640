#include "cli/live_table.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/log.hpp"

namespace framewake {
namespace {

using Json = nlohmann::json;

const Json* find(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string text(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? printable(value->get<std::string>(), 40) : "";
}

std::uint64_t count(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_number_unsigned() ? value->get<std::uint64_t>() : 0;
}

std::optional<double> number(const Json* object, const char* key) {
  const Json* value = object != nullptr ? find(*object, key) : nullptr;
  return value != nullptr && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
}

CameraRow read_camera(const std::string& name, const Json& json) {
  CameraRow row;
  row.name = printable(name, 63);
  row.state = text(json, "state");
  const Json* size = find(json, "size");
  if (size != nullptr && size->is_array() && size->size() == 2 && (*size)[0].is_number_integer() &&
      (*size)[1].is_number_integer())
    row.size = fmt::format("{}x{}", (*size)[0].get<std::int64_t>(), (*size)[1].get<std::int64_t>());
  row.fps = number(&json, "fps");
  const Json* age = find(json, "age_ms");
  row.age_p50_ms = number(age, "p50");
  row.age_p99_ms = number(age, "p99");
  row.processed = count(json, "processed");
  row.superseded = count(json, "superseded");
  row.expired = count(json, "expired");
  row.rejected = count(json, "rejected");
  const Json* motion = find(json, "motion");
  const Json* active = motion != nullptr ? find(*motion, "active") : nullptr;
  if (active != nullptr && active->is_boolean()) row.motion = active->get<bool>();
  row.motion_area = number(motion, "area");
  return row;
}

constexpr std::string_view nothing = "-";

std::string or_nothing(const std::string& value) {
  return value.empty() ? std::string(nothing) : value;
}

std::string age(const CameraRow& row) {
  if (!row.age_p50_ms || !row.age_p99_ms) return std::string(nothing);
  return fmt::format("{:.1f}/{:.1f} ms", *row.age_p50_ms, *row.age_p99_ms);
}

std::string motion(const CameraRow& row) {
  if (!row.motion) return std::string(nothing);
  const std::string area = row.motion_area ? fmt::format(" {:.1f} %", *row.motion_area * 100) : "";
  return std::string(*row.motion ? "yes" : "no").append(area);
}

constexpr std::size_t columns = 10;
using Cells = std::array<std::string, columns>;

Cells cells_of(const CameraRow& row, bool fresh) {
  if (!fresh) {
    Cells cells;
    cells.fill(std::string(nothing));
    cells[0] = row.name;
    cells[1].assign(1, '?');
    return cells;
  }
  return {row.name,
          or_nothing(row.state),
          or_nothing(row.size),
          row.fps ? fmt::format("{:.1f}", *row.fps) : std::string(nothing),
          std::to_string(row.processed),
          std::to_string(row.superseded),
          std::to_string(row.expired),
          std::to_string(row.rejected),
          age(row),
          motion(row)};
}

std::string headline(const LiveView& view) {
  if (!view.problem.empty())
    return fmt::format("framewake at {}: {} (for {:.0f} s)", view.url, view.problem, view.problem_for);
  std::string line = "framewake " + view.status->version + " at " + view.url;
  if (view.status->uptime) line += fmt::format(", up {:.0f} s", *view.status->uptime);
  return line;
}

std::vector<std::string> aligned(const std::vector<Cells>& rows) {
  std::array<std::size_t, columns> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], row[i].size());
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < columns; ++i) {
      const bool right = i >= 3 && i <= 7;  // numbers
      line += right ? fmt::format("{:>{}}", row[i], widths[i]) : fmt::format("{:<{}}", row[i], widths[i]);
      if (i + 1 < columns) line += "  ";
    }
    lines.push_back(line.substr(0, line.find_last_not_of(' ') + 1));
  }
  return lines;
}

}  // namespace

std::optional<DaemonView> read_daemon_status(std::string_view json) {
  const Json document = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  const Json* cameras = find(document, "cameras");
  if (cameras == nullptr || !cameras->is_object()) return std::nullopt;
  DaemonView status;
  status.version = text(document, "version");
  status.uptime = number(&document, "uptime");
  for (const auto& [name, camera] : cameras->items()) status.cameras.push_back(read_camera(name, camera));
  return status;
}

std::vector<std::string> live_table(const LiveView& view) {
  std::vector<std::string> lines{headline(view)};
  if (view.status == nullptr) return lines;
  if (view.status->cameras.empty() && view.problem.empty()) {
    lines.emplace_back("no camera has connected yet");
    return lines;
  }
  std::vector<Cells> rows{
      {"camera", "state", "size", "fps", "processed", "superseded", "expired", "rejected", "age p50/p99", "motion"}};
  for (const auto& camera : view.status->cameras) rows.push_back(cells_of(camera, view.problem.empty()));
  for (auto& line : aligned(rows)) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> live_lines(const LiveView& view) {
  if (!view.problem.empty()) return {headline(view)};
  if (view.status->cameras.empty()) return {headline(view) + ": no camera has connected yet"};
  std::vector<std::string> lines;
  for (const auto& camera : view.status->cameras) {
    const Cells cells = cells_of(camera, true);
    lines.push_back(fmt::format(
        "{}: {}, {}, {} fps, processed {}, superseded {}, expired {}, rejected {}, age p50/p99 {}, motion {}", cells[0],
        cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8], cells[9]));
  }
  return lines;
}

std::string live_summary(const DaemonView& status) {
  std::uint64_t processed = 0;
  std::uint64_t superseded = 0;
  std::uint64_t expired = 0;
  std::uint64_t rejected = 0;
  for (const auto& camera : status.cameras) {
    processed += camera.processed;
    superseded += camera.superseded;
    expired += camera.expired;
    rejected += camera.rejected;
  }
  return fmt::format("processed {}, superseded {}, expired {}, rejected {}", processed, superseded, expired, rejected);
}

}  // namespace framewake
