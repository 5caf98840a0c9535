/* Where the program's own files are, seen from where the program is. */
#ifndef CONFIG_PLACE_H
#define CONFIG_PLACE_H

/*
 * The full name of a file or folder of config/ ("en", "claimd.conf"): beside the installed program (../share/claimd/NAME),
 * in the source tree of build/PRESET/claimd (../../config/NAME), else where this build would be installed. Malloc'd; NULL
 * when memory is short.
 */
char *place_find(const char *name);

#endif
