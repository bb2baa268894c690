/*
 * config.h: one file of "name = value" lines for all programs; # begins a comment line.
 * Unknown names and bad values are refused at start with file and line, so a typing mistake is never a silent
 * default.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "base/str.h"

typedef struct config {
	/* database: a socket, or host and port with verified TLS */
	const char *database_socket, *database_host, *database_name, *database_ca;
	i64 database_port;
	/* one database account per program; the password is read from a file of mode 0600 */
	const char *portal_user, *portal_password_file, *signing_user, *signing_password_file;
	const char *jobs_user, *jobs_password_file, *ctl_user, *ctl_password_file;
	/* secrets and places */
	const char *field_keys_file; /* keys for document numbers: lines "id hex", the first is the writing key */
	const char *run_dir;	     /* sockets */
	const char *spool_dir;	     /* temporary files of jobs */
	const char *host; /* the public host name with port, e.g. "127.0.0.1:8443": Host and Origin must match */
	/* sizes */
	i64 public_workers, console_workers, sign_in_workers, signing_workers, jobs_workers;
	i64 worker_requests; /* a worker leaves after so many requests */
	i64 sign_in_queue;   /* sign-in requests that may wait before 503 */
} config;

/* Reads the file. On a fault prints it to standard error and exits with status 2 (only called at start). */
void config_read(const char *path, config *c);

#endif
