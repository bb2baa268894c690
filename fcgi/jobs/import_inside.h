/*
 * import_inside.h: what the parts of the import engine share (import.c, import_check.c). Kinds do not include it.
 */
#ifndef JOBS_IMPORT_INSIDE_H
#define JOBS_IMPORT_INSIDE_H

#include "jobs/import.h"

enum {
	IMPORT_FLUSH = 500, /* rows in one statement */
	IMPORT_COMMIT = 10, /* statements in one transaction of the check: a commit waits for the disk */
};

/* A key of a row, shortened to 128 bits of its hash. */
typedef struct import_key {
	i64 row;
	u8 hash[16];
} import_key;

typedef struct import_keys {
	import_key *v;
	size_t n, cap;
} import_keys;

/* In the arena, so that what it names can be released after the work was left. */
struct import_inside {
	book *book;
	char *path, *marked; /* temporary files, malloc'ed */
	book_limits limits;
	struct import_row_put v[IMPORT_FLUSH]; /* rows not stored yet */
	size_t n, flushes;
	import_keys key[IMPORT_UNIQUE];
	struct import_row_refuse *refused; /* stored rows found wrong afterwards */
	size_t n_refused, cap_refused;
	faults first; /* of the file as a whole, said before all others */
	faults all;   /* of the file; at most IMPORT_FAULTS kept */
	struct import_shift *shift;
	i64 lost;	/* faults beyond them */
	i64 total;	/* rows of data */
	bool stopped;	/* a fault of the file as a whole */
	bool any_error; /* a row was refused */
};

/* Adds a fault to the list of the file, its strings copied into m->a. */
void import_keep(import *m, const fault *f);
/* What is said of the file before all faults of its rows; it refuses none of them. */
void import_say_first(import *m, const char *rule, str detail);
/* A row with errors in its cells, which are in m->fs. */
void import_shift_see(import *m, const book_row *row);
/* After the last row: says which columns seem to have changed places. */
void import_shift_say(import *m);
/* The work of job import_check. */
error_code import_check_file(import *m);

#endif
