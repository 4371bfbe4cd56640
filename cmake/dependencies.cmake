# Everything outside the project comes from the distribution's packages (scripts/setup installs them).
# Headers of others are system headers: their warnings are not ours.
find_package(PkgConfig REQUIRED)

# OpenCV by its modules: its own package configuration comes only with libopencv-dev and that with all modules and their
# 250 packages; core and imgproc are what the daemon needs.
find_path(OPENCV_INCLUDE opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
function(framewake_opencv_module name required)
  find_library(OPENCV_${name} opencv_${name} ${required})
  if(OPENCV_${name})
    add_library(opencv::${name} INTERFACE IMPORTED)
    target_include_directories(opencv::${name} SYSTEM INTERFACE ${OPENCV_INCLUDE})
    target_link_libraries(opencv::${name} INTERFACE ${OPENCV_${name}})
  endif()
endfunction()
framewake_opencv_module(core REQUIRED)
framewake_opencv_module(imgproc REQUIRED)
framewake_opencv_module(dnn REQUIRED)        # only the module that looks for objects
framewake_opencv_module(objdetect REQUIRED)  # as dnn
framewake_opencv_module(imgcodecs "")  # benchmarks only
framewake_opencv_module(video "")      # benchmarks only
add_library(framewake_opencv INTERFACE)
target_link_libraries(framewake_opencv INTERFACE opencv::imgproc opencv::core)

find_package(Boost 1.74 REQUIRED)
add_library(framewake_asio INTERFACE)
target_link_libraries(framewake_asio INTERFACE Boost::headers)
target_compile_definitions(framewake_asio INTERFACE BOOST_ASIO_NO_DEPRECATED_UNUSED BOOST_BIND_GLOBAL_PLACEHOLDERS)
# Clang 14 has C++20's coroutines, but neither libstdc++ 12 nor Boost 1.74 know that it has.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
  target_compile_definitions(framewake_asio INTERFACE
    __cpp_impl_coroutine=201902L BOOST_ASIO_HAS_CO_AWAIT BOOST_ASIO_HAS_STD_COROUTINE)
endif()

find_package(OpenSSL 3.0 REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED COMPONENTS core)
pkg_check_modules(TURBOJPEG REQUIRED IMPORTED_TARGET libturbojpeg)
pkg_check_modules(JPEG REQUIRED IMPORTED_TARGET libjpeg)  # parts of pictures; TurboJPEG can from version 3 on
pkg_check_modules(PNG REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(LIBAV REQUIRED IMPORTED_TARGET libavformat libavcodec libavdevice libavutil libswscale)
