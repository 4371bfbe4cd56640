# Precompiled headers: half of a build's time is reading the same standard, GoogleTest and Asio headers again. One set is
# made for each of the three and shared by all targets with the same flags. The builds without unity (dev, fuzz and that of
# clang-tidy) do without when they are clang's, so that a source which forgets an #include is still found.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT (CMAKE_UNITY_BUILD AND FRAMEWAKE_TESTS))
  function(framewake_precompile)
  endfunction()
  return()
endif()

set(standard_headers
  <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <functional> <map> <memory> <mutex>
  <optional> <span> <sstream> <stop_token> <string> <string_view> <thread> <utility> <variant> <vector>)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "")

function(framewake_precompiled_set name)
  cmake_parse_arguments(arg "" "" "LIBS;HEADERS;OPTIONS" ${ARGN})
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
  target_compile_options(${name} PRIVATE ${arg_OPTIONS})
  target_link_libraries(${name} PRIVATE framewake_flags ${arg_LIBS})
  target_precompile_headers(${name} PRIVATE ${standard_headers} ${arg_HEADERS})
endfunction()

framewake_precompiled_set(precompiled_standard)
framewake_precompiled_set(precompiled_asio LIBS framewake_asio HEADERS <boost/asio.hpp>)
if(FRAMEWAKE_TESTS)
  find_package(GTest REQUIRED)
  framewake_precompiled_set(precompiled_tests LIBS GTest::gmock HEADERS <gtest/gtest.h> <gmock/gmock.h> OPTIONS -O0)
endif()

# framewake_precompile(TARGET standard|asio|tests)
function(framewake_precompile target set)
  target_precompile_headers(${target} REUSE_FROM precompiled_${set})
endfunction()
