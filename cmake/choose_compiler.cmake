# Before project(): which compiler, when nobody has said. AddressSanitizer's build takes clang where that is installed with its
# sanitizers: unoptimized it compiles the same sources in a third of the time that GCC needs.
if(NOT FRAMEWAKE_SANITIZE MATCHES "address" OR CMAKE_CXX_COMPILER OR DEFINED ENV{CXX})
  return()
endif()
find_program(FRAMEWAKE_CLANGXX clang++)
find_program(FRAMEWAKE_CLANG clang)
if(NOT FRAMEWAKE_CLANGXX OR NOT FRAMEWAKE_CLANG)
  return()
endif()
set(trial "${CMAKE_BINARY_DIR}/CMakeFiles/choose_compiler")
file(WRITE "${trial}.cpp" "int main() {}\n")
execute_process(COMMAND ${FRAMEWAKE_CLANGXX} -fsanitize=${FRAMEWAKE_SANITIZE} "${trial}.cpp" -o "${trial}"
                RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(status EQUAL 0)
  set(CMAKE_CXX_COMPILER ${FRAMEWAKE_CLANGXX})
  set(CMAKE_C_COMPILER ${FRAMEWAKE_CLANG})
endif()
