/*
 * querygen.c: makes C functions of the named statements in sql/query/<entity>.sql. A build tool, not part of a program.
 * A statement is a header of comment lines and one SQL text ended by ";":
 *
 *   -- plan_by_id one                 name and kind: one | many | exec | insert | bulk
 *   -- in id i64, sc scope            parameters, used as :id; "?" after a type allows NULL; scope is used by @scope
 *   -- out id i64, name str?          columns, in order (types: i64 bool str bytes time)
 *   -- scan the table has six rows    (optional) why a full scan is right
 *   -- unscoped the look-up needs …   (optional) why a scoped table is read without a scope
 *
 * @scope(r) compares the scope columns of the table aliased r (sql/scope lists them); @row(…) is one row of a bulk.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 64, MAX_ORDER = 256, MAX_SCOPED = 128, TEXT = 1 << 20, SHORT = 128 };

struct var {
	char name[SHORT], type[16];
	bool nullable;
};

struct statement {
	char name[SHORT], kind[16];
	struct var in[MAX_FIELDS], out[MAX_FIELDS];
	int n_in, n_out;
	bool scan, unscoped, has_scope;
	char sql[TEXT / 8];
	int line;
};

/* A table with scope columns, in the order of sql/scope: "table column=range column=range". */
struct scoped {
	char table[SHORT], column[4][SHORT], range[4][16];
	int n;
};

static struct scoped scoped[MAX_SCOPED];
static int n_scoped;
static const char *path;
static unsigned slot;
static FILE *index_file;

static _Noreturn void
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

static void
header_line(struct statement *s, char *text, int line)
{
	static const char *const kinds[] = { "one", "many", "exec", "insert", "bulk" };

	if (strncmp(text, "in ", 3) == 0) {
		s->n_in = read_vars(s->in, s->n_in, text + 3, line);
	} else if (strncmp(text, "out ", 4) == 0) {
		s->n_out = read_vars(s->out, s->n_out, text + 4, line);
	} else if (strncmp(text, "scan ", 5) == 0) {
		s->scan = true;
	} else if (strncmp(text, "unscoped ", 9) == 0) {
		s->unscoped = true;
	} else if (s->name[0] == 0) {
		bool known = false;

		if (sscanf(text, "%127s %15s", s->name, s->kind) != 2)
			return;
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
static bool
names_table(const char *sql, const char *table, char *alias)
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

static void
check_scope(const struct statement *s)
{
	char alias[SHORT];

	if (s->unscoped)
		return;
	for (int i = 0; i < n_scoped; i++) {
		if (names_table(s->sql, scoped[i].table, alias) && strstr(s->sql, "@scope(") == NULL)
			die(s->line, "%s reads the scoped table %s without @scope and says no \"unscoped\" reason", s->name,
			    scoped[i].table);
	}
}

struct text {
	char p[TEXT];
	size_t n;
};

static void
add(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t->n += (size_t)vsnprintf(t->p + t->n, sizeof t->p - t->n, fmt, ap);
	va_end(ap);
	if (t->n >= sizeof t->p) {
		fputs("querygen: a statement expands beyond the buffer\n", stderr);
		exit(1);
	}
}

/* Which scoped table an alias stands for in this statement. */
static const struct scoped *
table_of(const struct statement *s, const char *alias)
{
	char found[SHORT];

	for (int i = 0; i < n_scoped; i++)
		if (names_table(s->sql, scoped[i].table, found) && strcmp(found, alias) == 0)
			return &scoped[i];
	die(s->line, "@scope(%s): no scoped table has this alias", alias);
}

static struct var order[MAX_ORDER];
static char order_name[MAX_ORDER][SHORT];
static int n_order;

static void
bind(const struct statement *s, const char *member, const char *type, bool nullable)
{
	if (n_order == MAX_ORDER)
		die(s->line, "too many question marks");
	snprintf(order_name[n_order], SHORT, "%s", member);
	snprintf(order[n_order].type, sizeof order->type, "%s", type);
	order[n_order++].nullable = nullable;
}

/* One piece of SQL with :names and @scope replaced; the binds are appended to order. */
static void
expand(struct statement *s, const char *p, const char *end, struct text *t)
{
	while (p < end) {
		char name[SHORT];
		int used;

		if (strncmp(p, "@scope(", 7) == 0) {
			const struct scoped *table;

			if (sscanf(p, "@scope(%127[a-z0-9_])%n", name, &used) != 1)
				die(s->line, "bad @scope");
			table = table_of(s, name);
			s->has_scope = true;
			for (int i = 0; i < table->n; i++) {
				const char *type = strcmp(table->range[i], "province") == 0 ? "str" : "i64";
				char member[SHORT];

				add(t, "%s%s.%s BETWEEN ? AND ?", i ? " AND " : "", name, table->column[i]);
				snprintf(member, sizeof member, "sc.%s_lo", table->range[i]);
				bind(s, member, type, false);
				snprintf(member, sizeof member, "sc.%s_hi", table->range[i]);
				bind(s, member, type, false);
			}
			p += used;
		} else if (*p == ':' && word_char(p[1])) {
			int i;

			sscanf(p, ":%127[A-Za-z0-9_]%n", name, &used);
			for (i = 0; i < s->n_in && strcmp(s->in[i].name, name) != 0; i++)
				;
			if (i == s->n_in)
				die(s->line, "%s: :%s is not in \"-- in\"", s->name, name);
			bind(s, name, s->in[i].type, s->in[i].nullable);
			add(t, "?");
			p += used;
		} else if (*p == '\'') {
			do
				add(t, "%c", *p++);
			while (p < end && *p != '\'');
			add(t, "'");
			p++;
		} else {
			add(t, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
			p++;
		}
	}
}

static bool
is_scope(const struct var *v)
{
	return strcmp(v->type, "scope") == 0;
}

static const char *
c_type(const char *type)
{
	return strcmp(type, "bytes") == 0 ? "str" : strcmp(type, "time") == 0 ? "i64" : type;
}

static const char *
db_type(const char *type)
{
	static const char *const names[][2] = { { "i64", "DB_I64" }, { "bool", "DB_BOOL" }, { "str", "DB_STR" },
		{ "bytes", "DB_BYTES" }, { "time", "DB_TIME" } };

	for (size_t i = 0; i < 5; i++)
		if (strcmp(type, names[i][0]) == 0)
			return names[i][1];
	return "DB_I64";
}

static void
emit_struct(FILE *h, const char *name, const char *suffix, const struct var *v, int n)
{
	fprintf(h, "struct %s%s {\n", name, suffix);
	for (int i = 0; i < n; i++)
		fprintf(h, "\t%s %s;\n", c_type(v[i].type), v[i].name);
	fprintf(h, "};\n");
}

static void
emit_sql(FILE *c, const char *member, const char *sql)
{
	fprintf(c, "\t.%s = \"%s\",\n", member, sql);
}

/* The SQL of a bulk statement with n rows. */
static void
bulk_sql(struct statement *s, int n, struct text *t)
{
	const char *row = strstr(s->sql, "@row("), *p = row ? row + 4 : NULL, *end = p;
	int depth = 0;

	if (row == NULL)
		die(s->line, "%s: a bulk statement needs @row(…)", s->name);
	do {
		depth += *end == '(';
		depth -= *end == ')';
		end++;
	} while (depth && *end);
	t->n = 0;
	n_order = 0;
	add(t, "%.*s", (int)(row - s->sql), s->sql);
	for (int i = 0; i < n; i++) {
		if (i)
			add(t, ",");
		n_order = 0;
		expand(s, p, end, t);
	}
	add(t, "%s", end);
}

static void
emit_signature(FILE *f, const struct statement *s, bool bulk, bool wide)
{
	static const char *const result[][2] = { { "one", "bool" }, { "many", "size_t" }, { "exec", "i64" },
		{ "insert", "i64" }, { "bulk", "i64" } };
	const char *r = "i64";

	for (size_t i = 0; i < 5; i++)
		if (strcmp(s->kind, result[i][0]) == 0)
			r = result[i][1];
	fprintf(f, "%s%s%s(db *d", r, "\n", s->name);
	if (bulk)
		fprintf(f, ", const struct %s *rows, size_t n", s->name);
	else if (wide)
		fprintf(f, ", const struct %s_in *in", s->name);
	else
		for (int i = 0; i < s->n_in; i++)
			if (is_scope(&s->in[i]))
				fprintf(f, ", const scope *sc");
			else
				fprintf(f, ", %s %s", c_type(s->in[i].type), s->in[i].name);
	if (strcmp(s->kind, "one") == 0)
		fprintf(f, ", struct %s *out", s->name);
	if (strcmp(s->kind, "many") == 0)
		fprintf(f, ", struct %s **out", s->name);
	fprintf(f, ")");
}

static void
emit(FILE *h, FILE *c, struct statement *s)
{
	static struct text t1, t50, t500;
	bool bulk = strcmp(s->kind, "bulk") == 0, rows = strcmp(s->kind, "one") == 0 || strcmp(s->kind, "many") == 0;
	bool wide = s->n_in > 4 && !bulk;
	char upper[16] = { 0 };

	check_scope(s);
	for (int i = 0; i < s->n_in; i++)
		if (is_scope(&s->in[i]) && strcmp(s->in[i].name, "sc") != 0)
			die(s->line, "%s: the scope parameter is called sc", s->name);
	if (rows != (s->n_out > 0))
		die(s->line, "%s: \"-- out\" belongs to one and many, and to them always", s->name);
	if (bulk) {
		bulk_sql(s, 500, &t500);
		bulk_sql(s, 50, &t50);
		bulk_sql(s, 1, &t1);
	} else {
		t1.n = 0;
		n_order = 0;
		expand(s, s->sql, s->sql + strlen(s->sql), &t1);
	}
	for (int i = 0; s->kind[i]; i++)
		upper[i] = (char)toupper((unsigned char)s->kind[i]);

	/* header */
	fprintf(h, "\n");
	if (rows)
		emit_struct(h, s->name, "", s->out, s->n_out);
	if (bulk)
		emit_struct(h, s->name, "", s->in, s->n_in);
	if (wide)
		emit_struct(h, s->name, "_in", s->in, s->n_in);
	emit_signature(h, s, bulk, wide);
	fprintf(h, ";\n");

	/* body: a struct of the arguments, its table, and one call */
	fprintf(c, "\n");
	if (!bulk && !wide && s->n_in)
		emit_struct(c, s->name, "_in", s->in, s->n_in);
	if (n_order) {
		fprintf(c, "static const db_field %s_fields[] = {\n", s->name);
		for (int i = 0; i < n_order; i++)
			fprintf(c, "\t{ \"%s\", %s, %s, offsetof(struct %s%s, %s) },\n", order_name[i], db_type(order[i].type),
			    order[i].nullable ? "true" : "false", s->name, bulk ? "" : "_in", order_name[i]);
		fprintf(c, "};\n");
	}
	if (rows) {
		fprintf(c, "static const db_field %s_columns[] = {\n", s->name);
		for (int i = 0; i < s->n_out; i++)
			fprintf(c, "\t{ \"%s\", %s, %s, offsetof(struct %s, %s) },\n", s->out[i].name, db_type(s->out[i].type),
			    s->out[i].nullable ? "true" : "false", s->name, s->out[i].name);
		fprintf(c, "};\n");
	}
	fprintf(c, "const db_stmt %s_stmt = {\n\t.name = \"%s\",\n\t.kind = DB_%s,\n\t.slot = %u,\n", s->name, s->name, upper,
	    slot);
	slot += bulk ? 3 : 1;
	emit_sql(c, "sql", t1.p);
	if (bulk) {
		emit_sql(c, "sql50", t50.p);
		emit_sql(c, "sql500", t500.p);
	}
	if (n_order)
		fprintf(c, "\t.in = %s_fields,\n\t.n_in = %d,\n\t.in_size = sizeof(struct %s%s),\n", s->name, n_order, s->name,
		    bulk ? "" : "_in");
	if (rows)
		fprintf(c, "\t.out = %s_columns,\n\t.n_out = %d,\n\t.out_size = sizeof(struct %s),\n", s->name, s->n_out,
		    s->name);
	fprintf(c, "\t.scan = %s,\n};\n\n", s->scan ? "true" : "false");
	emit_signature(c, s, bulk, wide);
	fprintf(c, "\n{\n");
	if (bulk) {
		fprintf(c, "\treturn db_bulk(d, &%s_stmt, rows, n);\n}\n", s->name);
	} else {
		const char *in = wide ? "in" : "NULL";

		if (!wide && s->n_in) {
			fprintf(c, "\tstruct %s_in in = {", s->name);
			for (int i = 0; i < s->n_in; i++)
				fprintf(c, "%s %s%s", i ? "," : "", is_scope(&s->in[i]) ? "*" : "", s->in[i].name);
			fprintf(c, " };\n\n");
			in = "&in";
		}
		if (strcmp(s->kind, "many") == 0)
			fprintf(c, "\tvoid *v;\n\tsize_t n = db_many(d, &%s_stmt, %s, &v);\n\n\t*out = v;\n\treturn n;\n}\n",
			    s->name, in);
		else
			fprintf(c, "\treturn db_%s(d, &%s_stmt, %s%s);\n}\n", s->kind, s->name, in, rows ? ", out" : "");
	}
	fprintf(index_file, "%s\n", s->name);
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
	fprintf(h, "/* Made from sql/query/%s by querygen. */\n#pragma once\n#include \"data/db.h\"\n", base);
	fprintf(c, "/* Made from sql/query/%s by querygen. */\n#include \"query/%s.h\"\n\n#include <stddef.h>\n", base, entity);
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
	fprintf(all, "};\nconst size_t query_count = sizeof query_all / sizeof *query_all;\nconst unsigned query_slots = %u;\n",
	    slot);
	finish(all, all_name);
	return 0;
}
