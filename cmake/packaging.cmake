# The Debian package: `cmake --build build/release --target package`, or scripts/package, which also names it. What is in it
# is what cmake/install.cmake installs; what makes it Debian's is in packaging/deb/.
set(FRAMEWAKE_MAINTAINER "framewake <framewake@users.noreply.github.com>" CACHE STRING "Maintainer of the package")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME framewake)
set(CPACK_PACKAGE_CONTACT "${FRAMEWAKE_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "camera frame-processing daemon that tells what is seen now")
set(CPACK_PACKAGE_DESCRIPTION "Cameras push frames over WebSocket or POST; framewake keeps the newest frame of
each, runs a vision pipeline on it, and answers on the camera's own connection.
A slow pipeline never makes frames queue up: it makes some of them superseded,
and every one of those is counted.
.
The daemon runs as a systemd service, is tuned by one file, and has a page,
a JSON status and Prometheus metrics for its operators.")
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/package")
set(CPACK_STRIP_FILES ON)
set(CPACK_SET_DESTDIR ON)  # some of what is installed goes to /etc
set(CPACK_INSTALL_PREFIX /usr)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION video)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "prometheus")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(deb "${CMAKE_SOURCE_DIR}/packaging/deb")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${deb}/conffiles;${deb}/postinst;${deb}/prerm;${deb}/postrm")

# When the package is made: what it depends on, and what policy wants to be there in a form of its own.
set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_SOURCE_DIR}/cmake/packaging/depends.cmake")
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_SOURCE_DIR}/cmake/packaging/debian_files.cmake")
set(CPACK_FRAMEWAKE_SOURCE "${CMAKE_SOURCE_DIR}")
set(CPACK_FRAMEWAKE_PROGRAM "${CMAKE_BINARY_DIR}/framewake")
set(CPACK_FRAMEWAKE_CAPTURE "${CMAKE_BINARY_DIR}/libframewake-capture.so")
set(CPACK_FRAMEWAKE_DETECT "${CMAKE_BINARY_DIR}/libframewake-detect.so")
include(CPack)
