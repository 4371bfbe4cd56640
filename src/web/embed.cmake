# cmake -D FILES=… -D OUTPUT=… -P embed.cmake: writes page_files.cpp, in which the files are arrays of bytes.
# index.html is what "/" shows, login.html is found as "/login", every other file under its own name.
set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")

set(arrays "")
set(rows "")
set(number 0)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  string(REGEX MATCH "[^.]*$" extension ${name})
  string(REGEX REPLACE "^index\\.html$" "" path ${name})
  string(REGEX REPLACE "\\.html$" "" path "${path}")
  file(SHA256 ${file} digest)
  string(SUBSTRING ${digest} 0 16 digest)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND arrays "const char file_${number}[] = {${bytes}};  // ${name}\n")
  string(APPEND rows "    {\"/${path}\", \"${type_${extension}}\", \"\\\"${digest}\\\"\", {file_${number}, sizeof file_${number}}},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUTPUT} "// Made by src/web/embed.cmake.
#include \"http/page_files.hpp\"

namespace framewake {
namespace {

${arrays}
const PageFile files[] = {
${rows}};

}  // namespace

std::span<const PageFile> page_files() noexcept { return files; }

}  // namespace framewake
")
