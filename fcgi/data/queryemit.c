/*
 * queryemit.c: writes the C of one statement: struct of its row, struct of its arguments, tables of both, one
 * function. Part of the build tool querygen.
 */
#include "querygen.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static bool
word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void
check_scope(const struct statement *s)
{
	char alias[SHORT];

	if (s->unscoped)
		return;
	for (int i = 0; i < n_scoped; i++) {
		if (names_table(s->sql, scoped[i].table, alias) && strstr(s->sql, "@scope(") == NULL)
			die(s->line, "%s reads the scoped table %s without @scope and says no \"unscoped\" reason",
			    s->name, scoped[i].table);
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

/* The order that is being written of a list in pages. */
static const struct sort_key *by;
static bool by_down;

/* @after: rows beyond the last one seen; true when none was. */
static void
expand_after(const struct statement *s, struct text *t)
{
	const char *id = s->key[0].column, *beyond = by_down ? "<" : ">";

	bind(s, "page.after", "i64", false);
	if (by == s->key) {
		add(t, "(? = 0 OR %s %s ?)", id, beyond);
	} else {
		add(t, "(? = 0 OR %s %s ? OR (%s = ? AND %s %s ?))", by->column, beyond, by->column, id, beyond);
		bind(s, "page.key", "str", false);
		bind(s, "page.key", "str", false);
	}
	bind(s, "page.after", "i64", false);
}

static void
expand_order(const struct statement *s, struct text *t)
{
	const char *direction = by_down ? " DESC" : "";

	add(t, "%s%s", by->column, direction);
	if (by != s->key)
		add(t, ", %s%s", s->key[0].column, direction);
}

/* @after, @order or @most of a list; its length, 0 when p is none of them. */
static size_t
expand_page(const struct statement *s, const char *p, struct text *t)
{
	if (s->n_keys == 0)
		return 0;
	if (strncmp(p, "@after", 6) == 0) {
		expand_after(s, t);
		return 6;
	}
	if (strncmp(p, "@order", 6) == 0) {
		expand_order(s, t);
		return 6;
	}
	if (strncmp(p, "@most", 5) == 0) {
		add(t, "?");
		bind(s, "page.most", "i64", false);
		return 5;
	}
	return 0;
}

/* One piece of SQL with :names, @scope and a page's words replaced; the binds are appended to order. */
static void
expand(struct statement *s, const char *p, const char *end, struct text *t)
{
	while (p < end) {
		char name[SHORT];
		size_t word = *p == '@' ? expand_page(s, p, t) : 0;
		int used;

		if (word) {
			p += word;
		} else if (strncmp(p, "@scope(", 7) == 0) {
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

/* The statement's texts: one, or three of a bulk. */
struct texts {
	struct text one, fifty, most;
};

/* One prepared statement: its parameters and its db_stmt. suffix tells the orders of a list apart. */
static void
emit_statement(FILE *c, const struct statement *s, const char *suffix, const struct texts *t)
{
	bool bulk = strcmp(s->kind, "bulk") == 0;
	const char *in = bulk ? "" : "_in";
	char upper[16] = { 0 };

	for (int i = 0; s->kind[i]; i++)
		upper[i] = (char)toupper((unsigned char)s->kind[i]);
	if (n_order) {
		fprintf(c, "static const db_field %s%s_fields[] = {\n", s->name, suffix);
		for (int i = 0; i < n_order; i++)
			fprintf(c, "\t{ \"%s\", %s, %s, offsetof(struct %s%s, %s) },\n", order_name[i],
			    db_type(order[i].type), order[i].nullable ? "true" : "false", s->name, in, order_name[i]);
		fprintf(c, "};\n");
	}
	fprintf(c, "const db_stmt %s%s_stmt = {\n\t.name = \"%s%s\",\n\t.kind = DB_%s,\n\t.slot = %u,\n", s->name,
	    suffix, s->name, suffix, upper, slot);
	slot += bulk ? 3 : 1;
	emit_sql(c, "sql", t->one.p);
	if (bulk) {
		emit_sql(c, "sql50", t->fifty.p);
		emit_sql(c, "sql500", t->most.p);
	}
	if (n_order)
		fprintf(c, "\t.in = %s%s_fields,\n\t.n_in = %d,\n\t.in_size = sizeof(struct %s%s),\n", s->name,
		    suffix, n_order, s->name, in);
	if (s->n_out)
		fprintf(c, "\t.out = %s_columns,\n\t.n_out = %d,\n\t.out_size = sizeof(struct %s),\n", s->name,
		    s->n_out, s->name);
	fprintf(
	    c, "\t.scan = %s,\n\t.deferred = %s,\n};\n", s->scan ? "true" : "false", s->deferred ? "true" : "false");
	fprintf(index_file, "%s%s\n", s->name, suffix);
}

static const struct var *
column_of(const struct statement *s, const struct sort_key *k)
{
	for (int i = 0; i < s->n_out; i++)
		if (strcmp(s->out[i].name, k->name) == 0)
			return &s->out[i];
	die(s->line, "%s: a page is sorted by a column of \"-- out\", %s is none", s->name, k->name);
}

/* Every order of a list, and the table that page_of and page_next read. */
static void
emit_page(FILE *c, struct statement *s, struct texts *t)
{
	char suffix[MAX_KEYS * 2][SHORT + 16];

	for (int i = 0; i < s->n_keys * 2; i++) {
		by = &s->key[i / 2];
		by_down = i % 2;
		suffix[i][0] = 0;
		if (by != s->key || by_down != s->down)
			snprintf(suffix[i], sizeof suffix[i], "_by_%s%s", by->name, by_down ? "_desc" : "");
		t->one.n = 0;
		n_order = 0;
		expand(s, s->sql, s->sql + strlen(s->sql), &t->one);
		emit_statement(c, s, suffix[i], t);
	}
	fprintf(c, "const char *const %s_sorts[] = {", s->name);
	for (int i = 0; i < s->n_keys; i++)
		fprintf(c, " \"%s\",", s->key[i].name);
	fprintf(c, " NULL };\nstatic const page_key %s_keys[] = {\n", s->name);
	for (int i = 0; i < s->n_keys; i++) {
		const struct var *v = column_of(s, &s->key[i]);

		if (i == 0 && (strcmp(v->type, "i64") != 0 || v != s->out))
			die(s->line, "%s: the first key is the id, the first column", s->name);
		if (v->nullable)
			die(s->line, "%s: %s may be NULL, no page can be sorted by it", s->name, v->name);
		fprintf(c, "\t{ \"%s\", %s, offsetof(struct %s, %s), { &%s%s_stmt, &%s%s_stmt } },\n", v->name,
		    db_type(v->type), s->name, v->name, s->name, suffix[i * 2], s->name, suffix[i * 2 + 1]);
	}
	fprintf(c, "};\nconst page_order %s_page = { %s_keys, %d, %s, sizeof(struct %s) };\n", s->name, s->name,
	    s->n_keys, s->down ? "true" : "false", s->name);
}

static void
check_kind(const struct statement *s)
{
	bool rows = strcmp(s->kind, "one") == 0 || strcmp(s->kind, "many") == 0;

	check_scope(s);
	for (int i = 0; i < s->n_in; i++)
		if (is_scope(&s->in[i]) && strcmp(s->in[i].name, "sc") != 0)
			die(s->line, "%s: the scope parameter is called sc", s->name);
	if (s->deferred && strcmp(s->kind, "bulk") != 0)
		die(s->line, "%s: only a bulk can be deferred", s->name);
	if (rows != (s->n_out > 0))
		die(s->line, "%s: \"-- out\" belongs to one and many, and to them always", s->name);
	if (s->n_keys && (strcmp(s->kind, "many") != 0 || !strstr(s->sql, "@after") ||
			     !strstr(s->sql, "ORDER BY @order LIMIT @most")))
		die(s->line, "%s: a list in pages has @after and ends with ORDER BY @order LIMIT @most", s->name);
}

static void
emit_header(FILE *h, const struct statement *s, bool bulk, bool wide)
{
	fprintf(h, "\n");
	if (s->n_out)
		emit_struct(h, s->name, "", s->out, s->n_out);
	if (bulk)
		emit_struct(h, s->name, "", s->in, s->n_in);
	if (wide)
		emit_struct(h, s->name, "_in", s->in, s->n_in);
	if (s->n_keys)
		fprintf(
		    h, "extern const char *const %s_sorts[];\nextern const page_order %s_page;\n", s->name, s->name);
	emit_signature(h, s, bulk, wide);
	fprintf(h, ";\n");
}

/* The function: a struct of the arguments and one call. */
static void
emit_function(FILE *c, const struct statement *s, bool bulk, bool wide)
{
	const char *in = wide ? "in" : "NULL";
	char statement[SHORT * 2];

	fprintf(c, "\n");
	emit_signature(c, s, bulk, wide);
	fprintf(c, "\n{\n");
	if (bulk) {
		fprintf(c, "\treturn db_bulk(d, &%s_stmt, rows, n);\n}\n", s->name);
		return;
	}
	if (!wide && s->n_in) {
		fprintf(c, "\tstruct %s_in in = {", s->name);
		for (int i = 0; i < s->n_in; i++)
			fprintf(c, "%s %s%s", i ? "," : "", is_scope(&s->in[i]) ? "*" : "", s->in[i].name);
		fprintf(c, " };\n\n");
		in = "&in";
	}
	if (s->n_keys)
		snprintf(statement, sizeof statement, "page_statement(&%s_page, &in->page)", s->name);
	else
		snprintf(statement, sizeof statement, "&%s_stmt", s->name);
	if (strcmp(s->kind, "many") == 0)
		fprintf(c, "\tvoid *v;\n\tsize_t n = db_many(d, %s, %s, &v);\n\n\t*out = v;\n\treturn n;\n}\n",
		    statement, in);
	else
		fprintf(c, "\treturn db_%s(d, %s, %s%s);\n}\n", s->kind, statement, in, s->n_out ? ", out" : "");
}

void
emit(FILE *h, FILE *c, struct statement *s)
{
	static struct texts t;
	bool bulk = strcmp(s->kind, "bulk") == 0, wide = (s->n_in > 4 && !bulk) || s->n_keys;

	check_kind(s);
	if (s->n_keys) {
		if (s->n_in == MAX_FIELDS)
			die(s->line, "too many parameters");
		s->in[s->n_in++] = (struct var){ .name = "page", .type = "list_page" };
	}
	emit_header(h, s, bulk, wide);
	fprintf(c, "\n");
	if (!bulk && !wide && s->n_in)
		emit_struct(c, s->name, "_in", s->in, s->n_in);
	if (s->n_out) {
		fprintf(c, "static const db_field %s_columns[] = {\n", s->name);
		for (int i = 0; i < s->n_out; i++)
			fprintf(c, "\t{ \"%s\", %s, %s, offsetof(struct %s, %s) },\n", s->out[i].name,
			    db_type(s->out[i].type), s->out[i].nullable ? "true" : "false", s->name, s->out[i].name);
		fprintf(c, "};\n");
	}
	if (s->n_keys) {
		emit_page(c, s, &t);
	} else if (bulk) {
		bulk_sql(s, 500, &t.most);
		bulk_sql(s, 50, &t.fifty);
		bulk_sql(s, 1, &t.one);
		emit_statement(c, s, "", &t);
	} else {
		t.one.n = 0;
		n_order = 0;
		expand(s, s->sql, s->sql + strlen(s->sql), &t.one);
		emit_statement(c, s, "", &t);
	}
	emit_function(c, s, bulk, wide);
}
