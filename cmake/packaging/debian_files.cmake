# Run by CPack on the tree that becomes the package.
set(share "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share")
set(doc "${share}/doc/framewake")
if(NOT EXISTS "${doc}")
  message(FATAL_ERROR "nothing is installed at ${doc}")
endif()

file(REMOVE "${doc}/LICENSE")  # the copyright file names where Debian keeps it
file(COPY_FILE "${CPACK_FRAMEWAKE_SOURCE}/packaging/deb/copyright" "${doc}/copyright")

file(RENAME "${doc}/CHANGELOG.md" "${doc}/changelog")

string(TIMESTAMP today "%a, %d %b %Y %H:%M:%S +0000" UTC)  # of SOURCE_DATE_EPOCH where that is set
file(WRITE "${doc}/changelog.Debian" "framewake (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) stable; urgency=medium

  * Version ${CPACK_PACKAGE_VERSION}; what has changed is in changelog.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${today}
")
file(GLOB pages "${share}/man/man?/*.?")
execute_process(COMMAND gzip --best --no-name --force "${doc}/changelog" "${doc}/changelog.Debian" ${pages} COMMAND_ERROR_IS_FATAL ANY)

# Whatever umask it was built under.
execute_process(COMMAND chmod -R u=rwX,go=rX "${CPACK_TEMPORARY_INSTALL_DIRECTORY}" COMMAND_ERROR_IS_FATAL ANY)
