#include "decode/skim_blocks.hpp"

namespace framewake {

SkimPlace skim_dc_closely(SkimBits in, const SkimTables& tables) noexcept {
  const auto [size, length] = tables.dc.find(in.peek(16));
  if (length == 0 || size > skim_most_dc_size) return {};
  in.drop(length);
  const int value = in.take_number(size);
  return {in, 1, value};
}

SkimPlace skim_ac_closely(SkimBits in, const SkimTables& tables, unsigned index) noexcept {
  const auto [symbol, length] = tables.ac.find(in.peek(16));
  const unsigned size = symbol & 15, run = symbol >> 4;
  if (length == 0) return {};
  in.drop(length);
  if (symbol == 0) return {in, index + skim_end_of_block, 0};
  if (size == 0 ? run != 15 : size > skim_most_ac_size) return {};
  index += run + 1;
  if (index > 64) return {};
  const int value = in.take_number(size);
  return {in, index, value};
}

}  // namespace framewake
