# The Debian package: cmake --preset package && cmake --build --preset package && cpack --preset package
install(FILES config/claimd.conf DESTINATION /etc/claimd)
configure_file(deploy/claimd.service.in claimd.service @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/claimd.service DESTINATION lib/systemd/system)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME claimd)
set(CPACK_PACKAGE_VENDOR claimd)
set(CPACK_PACKAGE_CONTACT "The claimd project <claimd@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "who is in the news, which numbers, and who claims what")
set(CPACK_PACKAGE_DESCRIPTION "A daemon that reads news articles from a Kafka topic and publishes for each one
a record of its people, organisations and places, its numbers, and every claim
with its speaker, exactly once.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_SET_DESTDIR ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/deploy/debian/postinst ${PROJECT_SOURCE_DIR}/deploy/debian/prerm
    ${PROJECT_SOURCE_DIR}/deploy/debian/postrm ${PROJECT_SOURCE_DIR}/deploy/debian/conffiles)
include(CPack)
