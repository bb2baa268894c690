/*
 * job.h: what a kind of job sees of the runner. A kind is one function in one file of jobs/, named in kinds.h.
 * It may be killed at any moment and is then run again from the start (with j->row.cursor_id as it last said), by
 * this or another host; so its effects are one transaction, or conditional and repeatable. Progress goes over a
 * second connection, so people see it while the work's transaction is open; it also renews the lease.
 */
#ifndef JOBS_JOB_H
#define JOBS_JOB_H

#include "base/config.h"
#include "base/error.h"
#include "crypt/field.h"
#include "data/db.h"
#include "query/job.h"

typedef struct job {
	struct job_get row; /* as claimed */
	arena *a;	    /* of the whole job, capped at 512 MiB */
	db *db;		    /* for the work */
	db *side;	    /* for progress; never in a transaction */
	const config *conf; /* its spool_dir is the worker's own (jobs/spool.h) */
	const keyring *ring;
	str owner; /* of the lease */
	i64 total, done, failed, cursor, result_file;
	i64 said_at, said_cursor; /* job_progressed's own: when (clock_ticks) it last wrote, and what cursor */
	str text;		  /* Chinese sentence for people when it fails */
	bool told; /* the job itself has told who asked for it that it is done, better than the runner can */
} job;

/* E_OK: done (the runner finishes the row). Anything else: failed with j->text or the code's title; E_DB_DOWN,
 * E_DB_RETRY and E_BUSY are tried again later, at most five times. */
typedef error_code (*job_run)(job *j);

/* Says how far it is (j->total, j->done, j->failed, j->cursor) and keeps the lease. Leaves with E_CONFLICT when the
 * lease was lost: somebody else does the work now. Call it as often as you like: a new cursor is always written, the
 * rest a few times a second. */
void job_progressed(job *j);
/* Sets j->text and returns e. */
error_code job_refuse(job *j, error_code e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Copies a stored file to a new temporary file in spool_dir and returns its path, which dies with job_file_drop.
 * Leaves with E_NOT_FOUND when it is not stored whole. */
char *job_file_fetch(job *j, i64 file);
void job_file_drop(char *path);
/* Stores bytes (or a file of this path) as a new file of the job's organisation; returns its id. In a transaction
 * when one is open. */
i64 job_file_keep(job *j, const char *purpose, str name, const char *media_type, str bytes);
i64 job_file_keep_path(job *j, const char *purpose, str name, const char *media_type, const char *path);

#define JOB(kind) error_code job_##kind(job *j);
#include "jobs/kinds.h"
#undef JOB

/* The worker's loop: claims and runs until told to stop. */
int jobs_loop(const config *c, const keyring *ring, const volatile int *stop);

#endif
