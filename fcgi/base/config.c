/*
 * config.c: the table of names, and the reader of the file. See config.h.
 * The file's text stays in one static buffer, and the values point into it: they live as long as the program.
 */
#include "base/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct config_name {
	const char *name;
	size_t offset;
	bool number;
	const char *text;    /* default of a text; NULL: none */
	i64 value, min, max; /* default and limits of a number */
} config_name;

/* clang-format off */
#define TEXT(m, std) { #m, offsetof(config, m), false, std, 0, 0, 0 }
#define NUMBER(m, std, min, max) { #m, offsetof(config, m), true, NULL, std, min, max }
/* clang-format on */

static const config_name names[] = {
	TEXT(database_socket, NULL),
	TEXT(database_host, NULL),
	TEXT(database_name, "certificates"),
	TEXT(database_ca, NULL),
	NUMBER(database_port, 3306, 1, 65535),
	TEXT(portal_user, "portal"),
	TEXT(portal_password_file, NULL),
	TEXT(signing_user, "signing"),
	TEXT(signing_password_file, NULL),
	TEXT(jobs_user, "jobs"),
	TEXT(jobs_password_file, NULL),
	TEXT(ctl_user, "ctl"),
	TEXT(ctl_password_file, NULL),
	TEXT(field_keys_file, NULL),
	TEXT(run_dir, NULL),
	TEXT(spool_dir, NULL),
	TEXT(host, NULL),
	NUMBER(public_workers, 4, 1, 256),
	NUMBER(console_workers, 4, 1, 256),
	NUMBER(sign_in_workers, 1, 1, 64),
	NUMBER(signing_workers, 2, 1, 64),
	NUMBER(jobs_workers, 1, 1, 64),
	NUMBER(worker_requests, 100000, 1, 100000000),
	NUMBER(sign_in_queue, 64, 1, 10000),
};

enum { NAMES = sizeof names / sizeof *names, FILE_MAX = 64 * 1024 };

static const char *reading; /* for the message only */
static char file_text[FILE_MAX + 1];

_Noreturn static void
refuse(int line, const char *what, str about)
{
	if (line)
		fprintf(stderr, "%s:%d: %s: %.*s\n", reading, line, what, STR_ARG(about));
	else
		fprintf(stderr, "%s: %s: %.*s\n", reading, what, STR_ARG(about));
	exit(2);
}

static size_t
name_of(str name)
{
	size_t i = 0;

	while (i < NAMES && !str_eq(name, str_of(names[i].name)))
		i++;
	return i;
}

static void
set(config *c, const config_name *n, str value, int line)
{
	i64 v;

	if (n->number) {
		if (!str_i64(value, &v) || v < n->min || v > n->max) {
			char what[128];

			snprintf(what, sizeof what, "%s must be a number from %lld to %lld, not", n->name,
			    (long long)n->min, (long long)n->max);
			refuse(line, what, value);
		}
		*(i64 *)(void *)((char *)c + n->offset) = v;
		return;
	}
	if (value.n == 0)
		refuse(line, "empty value (leave the line out instead)", str_of(n->name));
	/* value lies in file_text, whose line end or blank after it is no longer needed. */
	file_text[value.p + value.n - file_text] = 0;
	*(const char **)(void *)((char *)c + n->offset) = value.p;
}

static void
read_line(config *c, str text, int line, bool seen[NAMES])
{
	str rest = str_trim(text), name;
	size_t i;

	if (rest.n == 0 || rest.p[0] == '#')
		return;
	str_cut(&rest, '=', &name);
	name = str_trim(name);
	if (rest.p == NULL)
		refuse(line, "not \"name = value\"", name);
	i = name_of(name);
	if (i == NAMES)
		refuse(line, "unknown name", name);
	if (seen[i])
		refuse(line, "given twice", name);
	seen[i] = true;
	set(c, &names[i], str_trim(rest), line);
}

/* What no single line shows. */
static void
whole(const config *c)
{
	if (!c->database_socket == !c->database_host)
		refuse(0, "exactly one is needed", STR("database_socket or database_host"));
	if (c->database_host && !c->database_ca)
		refuse(0, "a database over the network needs", STR("database_ca"));
	if (!c->run_dir)
		refuse(0, "missing", STR("run_dir"));
	if (!c->spool_dir)
		refuse(0, "missing", STR("spool_dir"));
	if (!c->host)
		refuse(0, "missing", STR("host"));
	for (const char *p = c->host; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || strchr(".-:[]", *p)))
			refuse(0, "host must be a lower-case name with an optional port", str_of(c->host));
}

void
config_read(const char *path, config *c)
{
	FILE *f = fopen(path, "re");
	bool seen[NAMES] = { false };
	str rest, text;
	size_t n;

	reading = path;
	if (f == NULL)
		refuse(0, "cannot be read", str_of(strerror(errno)));
	n = fread(file_text, 1, sizeof file_text, f);
	if (ferror(f))
		refuse(0, "cannot be read", str_of(strerror(errno)));
	fclose(f);
	if (n > FILE_MAX || memchr(file_text, 0, n))
		refuse(0, "not a configuration file", STR("too long, or a zero byte"));
	*c = (config){ 0 };
	for (size_t i = 0; i < NAMES; i++)
		if (names[i].number)
			*(i64 *)(void *)((char *)c + names[i].offset) = names[i].value;
		else
			*(const char **)(void *)((char *)c + names[i].offset) = names[i].text;
	rest = (str){ file_text, n };
	for (int line = 1; str_cut(&rest, '\n', &text); line++)
		read_line(c, text, line, seen);
	whole(c);
}
