# Everything outside the project comes from the distribution's packages (scripts/setup installs them).
# Headers of others are system headers: their warnings are not ours.
find_package(PkgConfig REQUIRED)

find_package(OpenCV REQUIRED COMPONENTS core imgproc)
add_library(framewake_opencv INTERFACE)
target_include_directories(framewake_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(framewake_opencv INTERFACE opencv_core opencv_imgproc)

find_package(Boost 1.74 REQUIRED)
add_library(framewake_asio INTERFACE)
target_link_libraries(framewake_asio INTERFACE Boost::headers)
target_compile_definitions(framewake_asio INTERFACE BOOST_ASIO_NO_DEPRECATED_UNUSED BOOST_BIND_GLOBAL_PLACEHOLDERS)

find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus QUIET)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED COMPONENTS core)
pkg_check_modules(TURBOJPEG REQUIRED IMPORTED_TARGET libturbojpeg)
pkg_check_modules(PNG REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp)
pkg_check_modules(LIBAV REQUIRED IMPORTED_TARGET libavformat libavcodec libavdevice libavutil libswscale)
pkg_check_modules(TOMLPP IMPORTED_TARGET tomlplusplus)
