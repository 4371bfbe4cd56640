# Read by CPack: the packages that the program's shared libraries are in, with the versions that it needs of them. Those of
# the modules are only recommended. The one with libav is loaded when a device, a video file or a stream is to be sent, and
# brings a hundred packages along that a server has no use for; the other one when a pipeline looks for objects
# (docs/adr/0005, 0009). Cascades that are named without a path are those of opencv-data.
set(folder "${CPACK_PACKAGE_DIRECTORY}/shlibdeps")
file(WRITE "${folder}/debian/control" "Source: framewake\n\nPackage: framewake\nArchitecture: any\n")
execute_process(
  COMMAND dpkg-shlibdeps -O -dDepends "-e${CPACK_FRAMEWAKE_PROGRAM}"
          -dRecommends "-e${CPACK_FRAMEWAKE_CAPTURE}" "-e${CPACK_FRAMEWAKE_DETECT}"  # without what is among the former
  WORKING_DIRECTORY "${folder}" OUTPUT_VARIABLE said ERROR_VARIABLE complaint RESULT_VARIABLE status)
if(NOT status EQUAL 0 OR NOT said MATCHES "shlibs:Depends=([^\n]+)\n.*shlibs:Recommends=([^\n]+)\n")
  message(FATAL_ERROR "dpkg-shlibdeps: ${complaint}${said}")
endif()
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers | systemd-sysusers, ${CMAKE_MATCH_1}")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "${CMAKE_MATCH_2}, opencv-data")
