/*
 * querygen.c: makes C functions of the named statements in sql/query/<entity>.sql. A build tool, not part of a
 * program. A statement is a header of comment lines and one SQL text ended by ";":
 *
 *   -- plan_by_id one                 name and kind: one | many | exec | insert | bulk
 *   -- in id i64, sc scope            parameters, used as :id; "?" after a type allows NULL; scope is used by @scope
 *   -- out id i64, name str?          columns, in order (types: i64 bool str bytes time)
 *   -- scan the table has six rows    (optional) why a full scan is right
 *   -- unscoped the look-up needs …   (optional) why a scoped table is read without a scope
 *   -- deferred the reader goes on …  (optional) why a bulk's answer is left to the next call: see db_bulk in db.h
 *
 *   -- page id by c.id desc, name by c.name    (optional) a list in pages, and what it may be sorted by: see page.h
 *
 * @scope(r) compares the scope columns of the table aliased r (sql/scope lists them); @row(…) is one row of a bulk.
 * A list has @after in its WHERE, "ORDER BY @order LIMIT @most" at its end, and the argument "page".
 */
#include "querygen.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct scoped scoped[MAX_SCOPED];
int n_scoped;
static const char *path;
unsigned slot;
FILE *index_file;

_Noreturn void
die(int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: ", path, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static bool
word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The columns of the scope file: school, site, evaluator, province are the ranges of struct scope. */
static void
read_scoped(const char *file)
{
	FILE *f = fopen(file, "r");
	char line[512];

	if (f == NULL) {
		perror(file);
		exit(1);
	}
	while (fgets(line, sizeof line, f)) {
		struct scoped *s = &scoped[n_scoped];
		char *word = strtok(line, " \t\n");

		if (word == NULL || word[0] == '#')
			continue;
		snprintf(s->table, sizeof s->table, "%s", word);
		while ((word = strtok(NULL, " \t\n")) != NULL) {
			if (s->n == 4 || sscanf(word, "%127[a-z_]=%15[a-z]", s->column[s->n], s->range[s->n]) != 2) {
				fprintf(stderr, "%s: bad scope column %s\n", file, word);
				exit(1);
			}
			s->n++;
		}
		if (++n_scoped == MAX_SCOPED) {
			fprintf(stderr, "%s: too many tables\n", file);
			exit(1);
		}
	}
	fclose(f);
}

static int
read_vars(struct var *v, int n, char *text, int line)
{
	static const char *const types[] = { "i64", "bool", "str", "bytes", "time", "scope" };

	for (char *one = strtok(text, ","); one; one = strtok(NULL, ",")) {
		bool known = false;
		size_t end;

		if (n == MAX_FIELDS)
			die(line, "too many parameters or columns");
		if (sscanf(one, " %127s %15s", v[n].name, v[n].type) != 2)
			die(line, "expected \"name type\" in \"%s\"", one);
		end = strlen(v[n].type) - 1;
		v[n].nullable = v[n].type[end] == '?';
		if (v[n].nullable)
			v[n].type[end] = 0;
		for (size_t k = 0; k < sizeof types / sizeof *types; k++)
			known |= strcmp(v[n].type, types[k]) == 0;
		if (!known)
			die(line, "unknown type %s", v[n].type);
		n++;
	}
	return n;
}

/* "id by c.id desc, name by c.name": the first column tells rows apart and is the order without a wish. */
static void
read_keys(struct statement *s, char *text, int line)
{
	char down[8];

	for (char *one = strtok(text, ","); one; one = strtok(NULL, ",")) {
		struct sort_key *k = &s->key[s->n_keys];
		int n = s->n_keys == MAX_KEYS ? 0 : sscanf(one, " %127s by %127s %7s", k->name, k->column, down);

		if (n < 2 || (n == 3 && (s->n_keys || strcmp(down, "desc") != 0)))
			die(line, "expected \"name by column\", the first with \"desc\" or without, in \"%s\"", one);
		if (n == 3)
			s->down = true;
		s->n_keys++;
	}
}

static void
header_line(struct statement *s, char *text, int line)
{
	static const char *const kinds[] = { "one", "many", "exec", "insert", "bulk" };

	if (strncmp(text, "in ", 3) == 0) {
		s->n_in = read_vars(s->in, s->n_in, text + 3, line);
	} else if (strncmp(text, "out ", 4) == 0) {
		s->n_out = read_vars(s->out, s->n_out, text + 4, line);
	} else if (strncmp(text, "page ", 5) == 0) {
		read_keys(s, text + 5, line);
	} else if (strncmp(text, "scan ", 5) == 0) {
		s->scan = true;
	} else if (strncmp(text, "unscoped ", 9) == 0) {
		s->unscoped = true;
	} else if (strncmp(text, "deferred ", 9) == 0) {
		s->deferred = true;
	} else if (s->name[0] == 0) {
		bool known = false;

		if (sscanf(text, "%127s %15s", s->name, s->kind) != 2) {
			s->name[0] = 0;
			return;
		}
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
			known |= strcmp(s->kind, kinds[k]) == 0;
		if (!known) {
			s->name[0] = 0; /* prose above the first statement */
			return;
		}
		s->line = line;
	}
}

/* Reads the next statement of the file; false at its end. */
static bool
read_statement(FILE *f, struct statement *s, int *line)
{
	char text[8192];
	size_t n = 0;

	memset(s, 0, sizeof *s);
	while (fgets(text, sizeof text, f)) {
		size_t end = strcspn(text, "\r\n");

		++*line;
		text[end] = 0;
		if (n == 0 && strncmp(text, "--", 2) == 0) {
			header_line(s, text + 2 + strspn(text + 2, " "), *line);
			continue;
		}
		if (n == 0 && text[strspn(text, " \t")] == 0)
			continue;
		if (s->name[0] == 0)
			die(*line, "a statement without a \"-- name kind\" header");
		while (end && (text[end - 1] == ' ' || text[end - 1] == '\t'))
			end--;
		if (n + end + 2 >= sizeof s->sql)
			die(*line, "the statement is too long");
		if (n)
			s->sql[n++] = ' ';
		char *from = text + strspn(text, " \t");
		size_t len = strlen(from) - (strlen(text) - end);
		memcpy(s->sql + n, from, len);
		n += len;
		if (n && s->sql[n - 1] == ';') {
			s->sql[n - 1] = 0;
			return true;
		}
	}
	if (n)
		die(*line, "a statement without \";\"");
	return false;
}

/* Does the statement name this table as a word after FROM, JOIN, UPDATE or INTO? Gives its alias. */
bool
names_table(const char *sql, const char *table, char alias[SHORT])
{
	static const char *const before[] = { "FROM ", "JOIN ", "UPDATE ", "INTO " };

	for (size_t k = 0; k < 4; k++) {
		for (const char *p = sql; (p = strstr(p, before[k])) != NULL;) {
			p += strlen(before[k]);
			size_t n = strlen(table);

			if (strncmp(p, table, n) != 0 || word_char(p[n]))
				continue;
			if (k == 3)
				return false; /* inserting binds its own columns */
			p += n;
			if (sscanf(p, " %127[a-z0-9_]", alias) != 1)
				snprintf(alias, SHORT, "%s", table);
			return true;
		}
	}
	return false;
}

/* Renames the new file over the old one only when they differ, so that make rebuilds only what changed. */
static void
settle(const char *fresh, const char *final)
{
	FILE *a = fopen(fresh, "r"), *b = fopen(final, "r");
	bool same = a && b;
	int x = 0, y;

	while (same && x != EOF) {
		x = getc(a);
		y = getc(b);
		same = x == y;
	}
	if (a)
		fclose(a);
	if (b)
		fclose(b);
	if (same ? remove(fresh) : rename(fresh, final)) {
		perror(final);
		exit(1);
	}
}

static FILE *
create(char *name, size_t size, const char *dir, const char *entity, const char *suffix)
{
	FILE *f;

	snprintf(name, size, "%s/query/%s%s.new", dir, entity, suffix);
	if ((f = fopen(name, "w")) == NULL) {
		perror(name);
		exit(1);
	}
	return f;
}

static void
finish(FILE *f, const char *fresh)
{
	char final[512];

	fclose(f);
	snprintf(final, sizeof final, "%.*s", (int)(strlen(fresh) - 4), fresh);
	settle(fresh, final);
}

static void
generate(const char *dir, const char *file)
{
	static struct statement s;
	char entity[SHORT], h_name[512], c_name[512];
	const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	FILE *in, *h, *c;
	int line = 0;

	path = file;
	snprintf(entity, sizeof entity, "%.*s", (int)strcspn(base, "."), base);
	if ((in = fopen(file, "r")) == NULL) {
		perror(file);
		exit(1);
	}
	h = create(h_name, sizeof h_name, dir, entity, ".h");
	c = create(c_name, sizeof c_name, dir, entity, ".c");
	fprintf(h, "/* Made from sql/query/%s by querygen. */\n#pragma once\n#include \"data/page.h\"\n", base);
	fprintf(c, "/* Made from sql/query/%s by querygen. */\n#include \"query/%s.h\"\n\n#include <stddef.h>\n",
	    base, entity);
	while (read_statement(in, &s, &line))
		emit(h, c, &s);
	fclose(in);
	finish(h, h_name);
	finish(c, c_name);
}

int
main(int argc, char **argv)
{
	char all_name[512], line[SHORT + 2];
	FILE *all;

	if (argc < 4) {
		fputs("usage: querygen OUTDIR SCOPE_FILE FILE.sql...\n", stderr);
		return 2;
	}
	read_scoped(argv[2]);
	if ((index_file = tmpfile()) == NULL) {
		perror("tmpfile");
		return 1;
	}
	for (int i = 3; i < argc; i++)
		generate(argv[1], argv[i]);
	all = create(all_name, sizeof all_name, argv[1], "all", ".c");
	fprintf(all, "/* Made by querygen: every statement. */\n#include \"data/db.h\"\n\n");
	rewind(index_file);
	while (fscanf(index_file, "%127s", line) == 1)
		fprintf(all, "extern const db_stmt %s_stmt;\n", line);
	rewind(index_file);
	fprintf(all, "\nconst db_stmt *const query_all[] = {\n");
	while (fscanf(index_file, "%127s", line) == 1)
		fprintf(all, "\t&%s_stmt,\n", line);
	fprintf(all,
	    "};\nconst size_t query_count = sizeof query_all / sizeof *query_all;\nconst unsigned query_slots = "
	    "%u;\n",
	    slot);
	finish(all, all_name);
	return 0;
}
