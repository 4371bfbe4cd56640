# The modules that are loaded when needed (docs/adr/0005, 0009) need libraries that a minimal installation does not have. What
# a user has to install then is known here: the packages that the libraries come from on this system, where it has dpkg.
# framewake_packages_of(RESULT LIBRARY…): their names, "libopencv-dnn406 libopencv-objdetect406", or "".
find_program(DPKG_QUERY dpkg-query)
function(framewake_packages_of result)
  set(packages "")
  foreach(library IN LISTS ARGN)
    if(DPKG_QUERY AND EXISTS "${library}")
      file(REAL_PATH "${library}" file)
      execute_process(COMMAND ${DPKG_QUERY} --search "${file}" OUTPUT_VARIABLE said ERROR_QUIET)
      if(said MATCHES "^([^:, ]+)[:,]")  # PACKAGE[:ARCHITECTURE][, …]: FILE
        list(APPEND packages "${CMAKE_MATCH_1}")
      endif()
    endif()
  endforeach()
  list(REMOVE_DUPLICATES packages)
  list(JOIN packages " " packages)
  set(${result} "${packages}" PARENT_SCOPE)
endfunction()

framewake_packages_of(capture_packages ${LIBAV_LINK_LIBRARIES})
framewake_packages_of(detect_packages "${OPENCV_dnn}" "${OPENCV_objdetect}")
set(FRAMEWAKE_MODULE_PACKAGES ${CMAKE_BINARY_DIR}/module_packages.cpp)
file(CONFIGURE OUTPUT ${FRAMEWAKE_MODULE_PACKAGES} @ONLY CONTENT [[
#include "base/module.hpp"

namespace framewake {

// Written by cmake/module_packages.cmake.
std::string_view module_packages(std::string_view file) {
  if (file == "libframewake-capture.so") return "@capture_packages@";
  if (file == "libframewake-detect.so") return "@detect_packages@";
  return "";
}

}  // namespace framewake
]])
