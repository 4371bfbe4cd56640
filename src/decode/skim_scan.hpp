#pragma once
// The walk over all blocks of a JPEG's scan, and what becomes of them. Private to decode/.

#include <array>

#include <opencv2/core/mat.hpp>

#include "decode/grow_buffer.hpp"
#include "decode/skim_data.hpp"
#include "decode/skim_header.hpp"
#include "decode/skim_tables.hpp"

namespace framewake {

struct SkimScan {
  const SkimHeader& header;
  std::array<const SkimTables*, 3> tables;  ///< of each component; luma's with values for skim_quarter()
  const SkimData& data;                     ///< one segment for each restart interval
};

/// Luma at 1/8, one pixel of each block: that of libjpeg's inverse DCT to 1 × 1. `row` is for the pixels of a row of MCUs.
/// False when anything is irregular.
bool skim_eighth(const SkimScan& scan, GrowBuffer& row, cv::Mat& target);
/// Luma at 1/4, 2 × 2 pixels of each block, as by libjpeg's inverse DCT to 2 × 2.
bool skim_quarter(const SkimScan& scan, GrowBuffer& row, cv::Mat& target);

}  // namespace framewake
