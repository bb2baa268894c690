/*
 * ctl.h: the commands of the operator's program, one row each in ctl.c's table.
 */
#ifndef MAIN_CTL_H
#define MAIN_CTL_H

#include "data/db.h"
#include "main/program.h"

typedef struct ctl {
	program *me;
	db *db;
	arena *a;
} ctl;

/* A command prints its result to standard output and returns the exit status. What the database refuses leaves
 * through arena_fail and becomes a message and status 1. */
typedef int (*ctl_command)(ctl *c, int argc, char **argv);

int ctl_migrate(ctl *c, int argc, char **argv); /* [DIR]: runs the files of sql/migrate that have not run yet */
int ctl_seed(ctl *c, int argc, char **argv);	/* [DIR]: loads the code tables of sql/seed, again without harm */
int ctl_account(ctl *c, int argc, char **argv); /* LOGIN NAME: the first operator, with a one-time password */
int ctl_routes(ctl *c, int argc, char **argv);	/* every route with its permission, as JSON */
int ctl_demo(ctl *c, int argc, char **argv);	/* the demonstration data, prints accounts and one-time passwords */
int ctl_openapi(ctl *c, int argc, char **argv); /* the API document of all programs */
int ctl_audit_check(ctl *c, int argc, char **argv); /* recomputes the audit chains */

/* The operator's organisation; made when there is none. */
i64 ctl_operator(ctl *c);
/* Makes an account with these duties ("administrator exam_officer") and a random one-time password, which it returns;
 * absent when the login name is taken. */
str ctl_make_account(ctl *c, i64 organisation, str login, str name, str duties);

#endif
