/*
 * program.h: what the four programs' beginnings have in common: arguments, configuration, secrets.
 */
#ifndef MAIN_PROGRAM_H
#define MAIN_PROGRAM_H

#include "base/config.h"
#include "crypt/field.h"

typedef struct program {
	config conf;
	keyring *ring;
	const char *pool; /* --pool, or NULL */
	int argc;	  /* what follows the options */
	char **argv;
} program;

/* Reads --config FILE and --pool NAME, starts libsodium and the client library, reads the key file. Ends the program
 * with status 2 and a sentence when something is missing. */
void program_start(program *p, const char *name, int argc, char **argv);
/* Listens on "<run_dir>/<name>.sock" and returns the socket; see listen_unix. */
int program_listen(const program *p, const char *name, int backlog);

#endif
