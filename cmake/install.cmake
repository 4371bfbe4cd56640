# What `cmake --install` puts where. Configuration always goes to /etc/framewake, because that is where the daemon looks
# for it; to stage an installation use DESTDIR, which all of this honours.
include(GNUInstallDirs)

install(TARGETS framewake RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Beside the program as ../lib/framewake, which is where the program looks for it, whatever a distribution's libdir.
install(TARGETS framewake-capture LIBRARY DESTINATION lib/framewake)
install(FILES README.md CHANGELOG.md LICENSE TYPE DOC)
install(DIRECTORY docs/ TYPE DOC FILES_MATCHING PATTERN "*.md" PATTERN "adr" EXCLUDE)
install(FILES docs/framewake.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/framewake)

# The units name the program by its path.
file(GLOB units CONFIGURE_DEPENDS systemd/*.service systemd/*.socket)
foreach(unit IN LISTS units)
  cmake_path(GET unit FILENAME name)
  file(READ ${unit} text)
  string(REPLACE "/usr/bin/framewake" "${CMAKE_INSTALL_FULL_BINDIR}/framewake" text "${text}")
  string(REPLACE "/usr/share/doc/framewake" "${CMAKE_INSTALL_FULL_DOCDIR}" text "${text}")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/systemd/${name} CONTENT "${text}" @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/systemd/${name} DESTINATION lib/systemd/system)
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${units})
install(FILES systemd/sysusers.d/framewake.conf DESTINATION lib/sysusers.d)
install(FILES systemd/framewake.catalog DESTINATION lib/systemd/catalog)

# A configuration that is there already is the operator's.
install(CODE "
  if(NOT EXISTS \"\$ENV{DESTDIR}/etc/framewake/framewake.toml\")
    file(INSTALL \"${CMAKE_SOURCE_DIR}/config/framewake.toml\" DESTINATION \"/etc/framewake\")
  endif()")
