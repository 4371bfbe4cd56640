#pragma once
// The operators' page: the files of src/web, part of the program.

#include <span>
#include <string_view>

namespace framewake {

struct PageFile {
  std::string_view path;  ///< as asked for: "/", "/app.js"
  std::string_view type;  ///< Content-Type
  std::string_view etag;  ///< with its quotes; changes with the content
  std::string_view content;
};

/// Made at build time by src/web/embed.cmake.
std::span<const PageFile> page_files() noexcept;

}  // namespace framewake
