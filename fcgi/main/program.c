/*
 * program.c: the common beginning of portal, signing, jobs and ctl. See program.h.
 */
#include "main/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/log.h"
#include "crypt/secret.h"
#include "data/db.h"
#include "web/supervise.h"

void
program_start(program *p, const char *name, int argc, char **argv)
{
	const char *file = NULL;
	char why[256];
	int i = 1;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--config") == 0)
			file = argv[i + 1];
		else if (strcmp(argv[i], "--pool") == 0)
			p->pool = argv[i + 1];
		else
			break;
	}
	p->argc = argc - i;
	p->argv = argv + i;
	if (file == NULL) {
		fprintf(stderr, "usage: %s --config FILE ...\n", name);
		exit(2);
	}
	log_program(name);
	umask(0077);
	config_read(file, &p->conf);
	crypt_start();
	if (!db_start()) {
		fprintf(stderr, "%s: the database client library does not start\n", name);
		exit(2);
	}
	p->ring = keyring_read(p->conf.field_keys_file, why, sizeof why);
	if (p->ring == NULL) {
		fprintf(stderr, "%s: %s\n", name, why);
		exit(2);
	}
}

int
program_listen(const program *p, const char *name, int backlog)
{
	char path[200];

	if ((size_t)snprintf(path, sizeof path, "%s/%s.sock", p->conf.run_dir, name) >= sizeof path) {
		fprintf(stderr, "%s: run_dir is too long\n", name);
		exit(2);
	}
	return listen_unix(path, backlog);
}
