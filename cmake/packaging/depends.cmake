# Read by CPack: the packages that the program's shared libraries are in, with the versions that it needs of them. Those of
# the capture module are only recommended: it is loaded when a device, a video file or a stream is to be sent, and libav
# brings a hundred packages along that a server has no use for.
function(shared_library_packages binary result)
  set(folder "${CPACK_PACKAGE_DIRECTORY}/shlibdeps")
  file(WRITE "${folder}/debian/control" "Source: framewake\n\nPackage: framewake\nArchitecture: any\n")
  execute_process(COMMAND dpkg-shlibdeps -O "-e${binary}" WORKING_DIRECTORY "${folder}" OUTPUT_VARIABLE said
                  ERROR_VARIABLE complaint RESULT_VARIABLE status OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "dpkg-shlibdeps ${binary}: ${complaint}")
  endif()
  string(REGEX REPLACE "^shlibs:Depends=" "" said "${said}")
  set(${result} "${said}" PARENT_SCOPE)
endfunction()

shared_library_packages("${CPACK_FRAMEWAKE_PROGRAM}" program)
shared_library_packages("${CPACK_FRAMEWAKE_CAPTURE}" capture)
string(REPLACE ", " ";" needed "${program}")
string(REPLACE ", " ";" wanted "${capture}")
list(REMOVE_ITEM wanted ${needed})
list(FILTER wanted EXCLUDE REGEX "^(libc6|libstdc\\+\\+6|libgcc-s1) ")
list(JOIN wanted ", " CPACK_DEBIAN_PACKAGE_RECOMMENDS)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers | systemd-sysusers, ${program}")
