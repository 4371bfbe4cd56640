// LIBS: fw_ingest
// Data URLs: decoding never grows the text, and what it takes is the one encoding of what it gives, blanks at its end aside.
#include <cstdlib>
#include <string>
#include <string_view>

#include "ingest/data_url.hpp"

namespace {

std::string encode(std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t have = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < have ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k <= have; ++k) out += alphabet[bits >> (18 - 6 * k) & 63];
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string url(reinterpret_cast<const char*>(data), size);
  std::string decoded = url;
  if (!framewake::decode_data_url(decoded).empty()) return 0;
  if (!framewake::is_data_url(url) || decoded.size() > url.size()) std::abort();
  std::string body = url.substr(url.find(',') + 1);
  body.erase(body.find_last_not_of(" \t\r\n") + 1);  // a file's last newline is let pass
  while (!body.empty() && body.back() == '=') body.pop_back();
  if (encode(decoded) != body) std::abort();
  return 0;
}
