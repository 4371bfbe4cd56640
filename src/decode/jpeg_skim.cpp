#include "decode/jpeg_skim.hpp"

#include "decode/skim_scan.hpp"

namespace framewake {
namespace {

constexpr int part_of(unsigned length, unsigned eighths) {
  return static_cast<int>((length * eighths + 7) / 8);
}

/// Whether that many eighths of the picture are `target`'s size and more are not: TurboJPEG takes the largest size that fits.
bool is_size(const SkimHeader& header, const cv::Mat& target, unsigned eighths) {
  const bool more_fits =
      part_of(header.width, eighths + 1) <= target.cols && part_of(header.height, eighths + 1) <= target.rows;
  return part_of(header.width, eighths) == target.cols && part_of(header.height, eighths) == target.rows && !more_fits;
}

}  // namespace

struct JpegSkimmer::Tools {
  SkimTableCache tables;
  SkimData data;
  GrowBuffer row;
};

JpegSkimmer::JpegSkimmer() : tools_(std::make_unique<Tools>()) {}
JpegSkimmer::~JpegSkimmer() = default;

void JpegSkimmer::visit_buffers(const BufferVisit& visit) {
  tools_->data.visit_buffers(visit);
  visit(tools_->row);
}

bool JpegSkimmer::gray(std::span<const std::byte> jpeg, cv::Mat& target) {
  const std::optional<SkimHeader> header = read_skim_header(jpeg);
  if (!header) return false;
  const bool eighth = is_size(*header, target, 1), quarter = is_size(*header, target, 2);
  if (!eighth && !quarter) return false;

  SkimScan scan{*header, {}, tools_->data};
  for (std::size_t c = 0; c < header->count; ++c) {
    const SkimComponent& component = header->components[c];
    scan.tables[c] = tools_->tables.find(component.dc, component.ac, quarter && c == 0);
    if (scan.tables[c] == nullptr) return false;
  }
  const std::size_t mcus = std::size_t{header->mcus_across} * header->mcus_down;
  const std::size_t interval = header->restart_interval == 0 ? mcus : header->restart_interval;
  if (!tools_->data.read(jpeg.subspan(header->data), (mcus + interval - 1) / interval)) return false;
  return quarter ? skim_quarter(scan, tools_->row, target) : skim_eighth(scan, tools_->row, target);
}

}  // namespace framewake
