# What `cmake --install` puts where. Configuration always goes to /etc/framewake, because that is where the daemon looks
# for it; to stage an installation use DESTDIR, which all of this honours.
include(GNUInstallDirs)

install(TARGETS framewake RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Beside the program as ../lib/framewake, which is where the program looks for it, whatever a distribution's libdir.
install(TARGETS framewake-capture framewake-detect LIBRARY DESTINATION lib/framewake)
install(FILES README.md CHANGELOG.md LICENSE TYPE DOC)
# As a folder of its own, so that links between README.md and the pages lead somewhere.
install(DIRECTORY docs TYPE DOC FILES_MATCHING PATTERN "*.md" PATTERN "*.svg" PATTERN "man" EXCLUDE)
install(FILES docs/framewake.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/framewake)
install(DIRECTORY monitoring DESTINATION ${CMAKE_INSTALL_DATADIR}/framewake PATTERN "*_test.yml" EXCLUDE)
install(FILES docs/man/framewake.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES docs/man/framewake.toml.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES completions/framewake.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME framewake)
install(FILES completions/_framewake DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES completions/framewake.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# The units name the program by the path that it is installed to, which `cmake --install --prefix` may say last.
file(GLOB units CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/systemd/*.service ${CMAKE_SOURCE_DIR}/systemd/*.socket)
install(CODE "set(units \"${units}\")")
install(CODE [[
  foreach(unit IN LISTS units)
    cmake_path(GET unit FILENAME name)
    file(READ "${unit}" text)
    string(REPLACE "/usr/bin/framewake" "${CMAKE_INSTALL_PREFIX}/bin/framewake" text "${text}")
    set(installed "${CMAKE_INSTALL_PREFIX}/lib/systemd/system/${name}")
    message(STATUS "Installing: $ENV{DESTDIR}${installed}")
    file(WRITE "$ENV{DESTDIR}${installed}" "${text}")
  endforeach()]])
install(FILES systemd/sysusers.d/framewake.conf DESTINATION lib/sysusers.d)
install(FILES systemd/framewake.catalog DESTINATION lib/systemd/catalog)

# A configuration that is there already is the operator's.
install(CODE "
  if(NOT EXISTS \"\$ENV{DESTDIR}/etc/framewake/framewake.toml\")
    file(INSTALL \"${CMAKE_SOURCE_DIR}/config/framewake.toml\" DESTINATION \"/etc/framewake\")
  endif()")
