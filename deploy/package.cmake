# The Debian package: cmake --preset release && cmake --build --preset release && cpack --preset release
# What only the package has is the component debian; man pages are compressed there.
find_program(GZIP gzip REQUIRED)
function(compress from to)
  execute_process(COMMAND ${GZIP} -9nc ${PROJECT_SOURCE_DIR}/${from} OUTPUT_FILE ${PROJECT_BINARY_DIR}/debian/${to} COMMAND_ERROR_IS_FATAL ANY)
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${from})
endfunction()
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/debian)
compress(deploy/claimd.1 claimd.1.gz)
compress(deploy/claimd.conf.5 claimd.conf.5.gz)
compress(deploy/debian/changelog changelog.gz)

function(install_debian folder)
  install(FILES ${ARGN} DESTINATION ${folder} COMPONENT debian EXCLUDE_FROM_ALL)
endfunction()
install_debian(/etc/claimd config/claimd.conf)
install_debian(lib/systemd/system deploy/claimd.service)
install_debian(share/man/man1 ${PROJECT_BINARY_DIR}/debian/claimd.1.gz)
install_debian(share/man/man5 ${PROJECT_BINARY_DIR}/debian/claimd.conf.5.gz)
install_debian(share/doc/claimd deploy/debian/copyright ${PROJECT_BINARY_DIR}/debian/changelog.gz deploy/OPERATING.md deploy/SIZING.md
    deploy/alerts.yaml deploy/dashboard.json)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME claimd)
set(CPACK_PACKAGE_VENDOR claimd)
set(CPACK_PACKAGE_CONTACT "The claimd project <maintainers@claimd.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "who is in the news, which numbers, and who claims what")
set(CPACK_PACKAGE_DESCRIPTION "A daemon that reads news articles from a Kafka topic and publishes for each one
a record of its people, organisations and places, its numbers, and every claim
with its speaker, exactly once.")
set(CPACK_INSTALL_CMAKE_PROJECTS "${PROJECT_BINARY_DIR};claimd;Unspecified;/;${PROJECT_BINARY_DIR};claimd;debian;/")
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_SET_DESTDIR ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/deploy/debian/postinst ${PROJECT_SOURCE_DIR}/deploy/debian/prerm
    ${PROJECT_SOURCE_DIR}/deploy/debian/postrm ${PROJECT_SOURCE_DIR}/deploy/debian/conffiles)
include(CPack)
