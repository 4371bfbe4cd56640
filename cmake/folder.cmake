# framewake_folder(NAME SOURCES … [PUBLIC libs…] [PRIVATE libs…] [ASIO]): the library fw_NAME made of one folder of src/.
# ASIO: most of its sources use Boost.Asio.
# The folder graph is also checked, include by include, by scripts/check_layers.
function(framewake_folder name)
  cmake_parse_arguments(arg "ASIO" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(fw_${name} STATIC ${arg_SOURCES})
  target_link_libraries(fw_${name} PUBLIC framewake_flags ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  if(arg_ASIO)
    framewake_precompile(fw_${name} asio)
  else()
    framewake_precompile(fw_${name} standard)
  endif()
endfunction()

# framewake_test(NAME SOURCES … [LIBS libs…]): a GoogleTest executable; CTest runs each of its tests on its own.
# The tests themselves are not optimized, only what they test: that halves the time they take to compile.
function(framewake_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE framewake_flags ${arg_LIBS} GTest::gtest_main GTest::gmock)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_options(${name} PRIVATE -O0)
  framewake_precompile(${name} tests)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
