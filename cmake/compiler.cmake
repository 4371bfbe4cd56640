# The language, the warnings and the sanitizers: the same for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})  # so that all share one precompiled header
set(FRAMEWAKE_DEBUG_LEVEL 1 CACHE STRING "Optimization level of Debug builds (0 halves the time ASan and UBSan take to compile)")
set(CMAKE_CXX_FLAGS_DEBUG "-g1 -O${FRAMEWAKE_DEBUG_LEVEL}")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
set(CMAKE_INTERPROCEDURAL_OPTIMIZATION OFF)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

# Several sources are compiled as one where the whole project is built (CMAKE_UNITY_BUILD, in the presets): half the time.
# A name in one source may then hide another's, which no reader of either would take for the same.
if(CMAKE_UNITY_BUILD)
  set(warnings_of_one_source $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local> $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
else()
  set(warnings_of_one_source -Wshadow)
endif()

add_library(framewake_flags INTERFACE)
target_compile_options(framewake_flags INTERFACE
  -Wall -Wextra ${warnings_of_one_source} -Wconversion -Werror -fno-omit-frame-pointer -fno-semantic-interposition -Winvalid-pch
  $<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized -Wno-psabi>
  # gcc 12 optimizing sees overlaps and ends in operator+ of strings that are not there (gcc bugs 105651, 105329)
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-error=array-bounds>
  # ccache can only reuse precompiled headers that are preprocessed this way
  $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
  # paths in messages and debug information begin at the source tree, wherever that stands
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_include_directories(framewake_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)

find_package(Threads REQUIRED)
target_link_libraries(framewake_flags INTERFACE Threads::Threads)
add_link_options(-Wl,--as-needed)

if(FRAMEWAKE_SANITIZE)
  add_compile_options(-fsanitize=${FRAMEWAKE_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${FRAMEWAKE_SANITIZE})
  add_compile_definitions(FRAMEWAKE_SANITIZED)
  if(FRAMEWAKE_SANITIZE MATCHES "undefined")
    # That check looks at memory through a pipe: it calls every object broken while a test has used up all descriptors.
    add_compile_options(-fno-sanitize=vptr)
    # clang 14 writes assembly for coroutines that its own assembler refuses when functions carry their types
    add_compile_options($<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>)
  endif()
  if(FRAMEWAKE_SANITIZE MATCHES "thread")
    # Boost and libstdc++ use fences that GCC's TSan cannot see; it says so as a warning.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-error=tsan>)
  endif()
endif()
if(FRAMEWAKE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
