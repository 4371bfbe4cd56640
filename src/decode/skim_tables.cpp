#include "decode/skim_tables.hpp"

#include <algorithm>
#include <cstring>

namespace framewake {
namespace {

constexpr unsigned windows = 1U << skim_window;

/// What is known of one AC symbol: bits 0: nothing that could be passed over.
struct SkimStep {
  unsigned bits = 0;
  unsigned advance = 0;
};

/// `found`: an entry of SkimCanonical::fill().
SkimStep step_of(unsigned found) noexcept {
  const unsigned length = found & 255, symbol = found >> 8, size = symbol & 15;
  if (length == 0) return {};
  if (symbol == 0) return {length, skim_end_of_block};
  if (symbol == 0xF0) return {length, 16};
  if (size == 0 || size > skim_most_ac_size || length + size > skim_most_bits) return {};
  return {length + size, (symbol >> 4) + 1};
}

/// The step, and then what the rest of the window holds when both together stay within what an entry may say.
SkimStep join(SkimStep step, unsigned rest) noexcept {
  const unsigned bits = step.bits + (rest & 255), advance = step.advance + (rest >> 8);
  const bool fits = bits <= skim_most_bits && (advance & (skim_end_of_block - 1)) < 64 && step.advance < 64;
  return fits ? SkimStep{bits, advance} : step;
}

/// The number that the `size` bits behind a code of `length` bits in the window say.
int number_in(unsigned window, unsigned length, unsigned size) noexcept {
  SkimBits in;
  in.bits = std::uint64_t{window} << (64 - skim_window) << length;
  in.count = 63;
  return in.take_number(size);
}

}  // namespace

bool SkimCanonical::set(SkimCode code) {
  std::uint32_t next = 0, symbol = 0;
  for (unsigned length = 1; length <= 16; ++length) {
    const auto count = std::to_integer<std::uint32_t>(code[length - 1]);
    offsets_[length] = symbol - next;
    next += count;
    symbol += count;
    if (next >= 1U << length) return false;  // no code consists of ones alone
    limits_[length] = next << (16 - length);
    next <<= 1;
  }
  if (symbol > symbols_.size() || code.size() != 16 + symbol) return false;
  std::memcpy(symbols_.data(), code.data() + 16, symbol);
  return true;
}

void SkimCanonical::fill(std::uint16_t* out) const noexcept {
  for (unsigned window = 0; window < windows;) {
    const Symbol found = find(window << (16 - skim_window));
    const bool is_within = found.length > 0 && found.length <= skim_window;
    const unsigned count = is_within ? 1U << (skim_window - found.length) : 1;
    std::fill_n(out + window, count, static_cast<std::uint16_t>(is_within ? found.symbol << 8 | found.length : 0));
    window += count;
  }
}

bool SkimTables::set(SkimCode dc_code, SkimCode ac_code) {
  has_values = false;
  if (!dc.set(dc_code) || !ac.set(ac_code)) return false;
  for (const std::byte size : dc_code.subspan(16))
    if (std::to_integer<unsigned>(size) > skim_most_dc_size) return false;
  std::array<std::uint16_t, windows> found;
  ac.fill(found.data());
  skip[1] = 0;
  for (unsigned n = 1; n <= skim_window; ++n)
    for (unsigned window = 0; window < 1U << n; ++window) {
      const unsigned first = found[window << (skim_window - n)];
      SkimStep step = (first & 255) <= n ? step_of(first) : SkimStep{};
      if (step.bits > 0 && step.bits < n) {
        const unsigned left = n - step.bits;
        step = join(step, skip[1U << left | (window & ((1U << left) - 1))]);
      }
      skip[1U << n | window] = static_cast<std::uint16_t>(step.advance << 8 | step.bits);
    }
  dc.fill(found.data());
  for (unsigned window = 0; window < windows; ++window) {
    const unsigned length = found[window] & 255, size = found[window] >> 8;
    start[window] = skim_look_closer << 8;
    if (length == 0 || size > skim_most_dc_size || length + size > skim_window) continue;
    SkimStep step{length + size, 1};
    const unsigned left = skim_window - step.bits;
    if (left > 0) step = join(step, skip[1U << left | (window & ((1U << left) - 1))]);
    start[window] = static_cast<std::uint32_t>(number_in(window, length, size)) << 16 | step.advance << 8 | step.bits;
  }
  for (unsigned window = windows; window < 2 * windows; ++window)
    if (skip[window] == 0) skip[window] = skim_look_closer << 8;
  return true;
}

void SkimTables::make_values() {
  std::array<std::uint16_t, windows> found;
  ac.fill(found.data());
  const auto number = [&](unsigned window, SkimStep step) {
    const unsigned length = found[window] & 255;
    return std::uint64_t{static_cast<std::uint16_t>(number_in(window, length, step.bits - length))};
  };
  for (unsigned window = 0; window < windows; ++window) {
    ac_values[window] = skim_look_closer << 16 | skim_look_closer << 8;
    const SkimStep first = step_of(found[window]);
    if (first.bits == 0 || first.bits > skim_window) continue;
    SkimStep both = first;
    std::uint64_t value = number(window, first), second_value = value;
    const unsigned rest = window << first.bits & (windows - 1);
    const SkimStep second = first.advance < 64 ? step_of(found[rest]) : SkimStep{};
    if (second.bits > 0 && first.bits + second.bits <= skim_window) {
      both = {first.bits + second.bits, first.advance + second.advance};
      second_value = number(rest, second);
    }
    ac_values[window] = second_value << 48 | value << 32 | first.advance << 16 | both.advance << 8 | both.bits;
  }
  dc.fill(found.data());
  for (unsigned window = 0; window < windows; ++window) {
    const unsigned length = found[window] & 255, size = found[window] >> 8;
    const bool is_within = length > 0 && size <= skim_most_dc_size && length + size <= skim_window;
    dc_values[window] =
        is_within ? static_cast<std::uint32_t>(number_in(window, length, size)) << 16 | (length + size) : 0;
  }
  has_values = true;
}

bool SkimTableCache::Slot::is(SkimCode dc, SkimCode ac) const noexcept {
  return key_size == dc.size() + ac.size() && std::equal(dc.begin(), dc.end(), key.begin()) &&
         std::equal(ac.begin(), ac.end(), key.begin() + static_cast<std::ptrdiff_t>(dc.size()));
}

void SkimTableCache::Slot::name(SkimCode dc, SkimCode ac) noexcept {
  std::copy(ac.begin(), ac.end(), std::copy(dc.begin(), dc.end(), key.begin()));
  key_size = dc.size() + ac.size();
}

const SkimTables* SkimTableCache::find(SkimCode dc, SkimCode ac, bool with_values) {
  const auto has_it = [&](const auto& slot) { return slot && slot->is(dc, ac); };
  auto at = std::find_if(slots_.begin(), slots_.end(), has_it);
  if (at == slots_.end()) {
    const auto age = [](const auto& slot) { return slot ? slot->used : 0; };
    at = std::min_element(slots_.begin(), slots_.end(), [&](const auto& a, const auto& b) { return age(a) < age(b); });
    if (!*at) *at = std::make_unique<Slot>();
    (*at)->key_size = 0;  // if it cannot be set, it is nobody's
    if (!(*at)->tables.set(dc, ac)) return nullptr;
    (*at)->name(dc, ac);
  }
  SkimTables& tables = (*at)->tables;
  if (with_values && !tables.has_values) tables.make_values();
  (*at)->used = ++uses_;
  return &tables;
}

}  // namespace framewake
