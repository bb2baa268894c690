/*
 * import_check.c: the check of an uploaded sheet: every row judged and staged, every problem kept with its cell, the
 * same workbook made again with the cells marked. See import.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypt/secret.h"
#include "data/import_token.h"
#include "data/setting.h"
#include "jobs/import_inside.h"
#include "rules/mask.h"

#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* Stores the rows that wait and forgets what they were made of. */
static void
flush(import *m)
{
	struct import_inside *in = m->inside;

	import_row_put(m->j->db, in->v, in->n);
	in->n = 0;
	if (++in->flushes % IMPORT_COMMIT == 0) {
		db_commit(m->j->db);
		db_begin(m->j->db);
	}
	arena_reset(m->row);
	m->fs = (faults){ .a = m->row };
	m->j->done = in->total;
	m->j->total = in->total;
	job_progressed(m->j);
}

static void
add_key(import *m, size_t k, i64 row, str key)
{
	import_keys *t = &m->inside->key[k];
	u8 hash[CRYPT_HASH];

	t->v = arena_grow(m->a, t->v, &t->cap, t->n + 1, sizeof *t->v);
	crypt_hash(key, hash);
	t->v[t->n].row = row;
	memcpy(t->v[t->n++].hash, hash, sizeof t->v->hash);
}

static const field_place *
places(import *m, i64 row)
{
	size_t n = m->kind->sheet.fields->n;
	field_place *v = ARENA_ARRAY(m->row, field_place, n);
	char name[CELL_NAME];

	for (size_t i = 0; i < n; i++) {
		int column = m->columns.column[i];

		v[i] = (field_place){ .sheet = m->columns.sheet, .row = row };
		if (column >= 0)
			v[i].cell = str_dup(m->row, (str){ name, cell_name(column, row, name) });
	}
	return v;
}

static void
one_row(import *m, const book_row *row)
{
	struct import_inside *in = m->inside;
	void *object = arena_alloc(m->row, m->kind->sheet.fields->size);
	struct import_row_put *out = &in->v[in->n];
	str key[IMPORT_UNIQUE] = { { NULL, 0 } };

	in->total++;
	*out = (struct import_row_put){
		.batch = m->batch.id, .row = row->number, .sheet = m->columns.sheet, .payload = STR("{}")
	};
	if (sheet_row_decode(m->row, &m->columns, row, object, &m->fs))
		m->kind->check_row(m, object, places(m, row->number), out, key);
	else
		import_shift_see(m, row);
	if (m->fs.errors == 0) {
		in->n++;
		for (size_t k = 0; k < IMPORT_UNIQUE; k++)
			if (key[k].p)
				add_key(m, k, row->number, key[k]);
	}
	for (size_t i = 0; i < m->fs.n; i++)
		import_keep(m, &m->fs.v[i]);
	m->fs.n = m->fs.errors = 0;
	if (in->n == IMPORT_FLUSH || in->total % IMPORT_FLUSH == 0)
		flush(m);
}

/* Reads the selected sheet; false when the file turns out to be damaged. */
static bool
read_rows(import *m, size_t sheet)
{
	struct import_inside *in = m->inside;
	const book_row *row;
	book_next_is is;
	bool heading = false;

	while ((is = book_next(in->book, &row)) == BOOK_ROW) {
		if (!heading) {
			heading = true;
			if (!template_read_header(m->a, &m->kind->sheet, book_sheet_at(in->book, sheet)->name, row,
				&m->columns, &in->all)) {
				in->stopped = true;
				return true;
			}
		} else if (!sheet_row_is_example(row)) {
			one_row(m, row);
		}
	}
	return is == BOOK_END;
}

static int
by_hash(const void *x, const void *y)
{
	const import_key *a = x, *b = y;
	int c = memcmp(a->hash, b->hash, sizeof a->hash);

	return c ? c : (a->row > b->row) - (a->row < b->row);
}

/* Rows with the same key are all wrong: nobody but the sender knows which one is meant (faults.md D20). */
static void
doubles(import *m, size_t k)
{
	import_keys *t = &m->inside->key[k];
	const char *name = m->kind->unique[k];
	const char *title = "";
	size_t i = 0, end;

	for (size_t f = 0; name && f < m->kind->sheet.fields->n; f++)
		if (strcmp(m->kind->sheet.fields->v[f].name, name) == 0)
			title = m->kind->sheet.fields->v[f].title;
	if (t->n)
		qsort(t->v, t->n, sizeof *t->v, by_hash);
	for (; i < t->n; i = end) {
		for (end = i + 1; end < t->n && memcmp(t->v[i].hash, t->v[end].hash, sizeof t->v->hash) == 0; end++)
			;
		for (size_t one = i; end > i + 1 && one < end; one++)
			import_fault(m, t->v[one].row, name, FAULT_ERROR,
			    str_f(m->a, "与第 %lld 行的“%s”相同，请只保留一行",
				(long long)t->v[one == i ? i + 1 : i].row, title),
			    (str){ NULL, 0 });
	}
}

static void
refuse_found(import *m)
{
	struct import_inside *in = m->inside;
	arena_mark here = arena_here(m->a);

	import_row_refuse(m->j->db, in->refused, in->n_refused);
	arena_back(m->a, here);
	in->n_refused = 0;
}

/* At most this many characters, whole ones. */
static str
cut(str s, size_t most)
{
	str rest = s;

	if (s.p == NULL)
		return STR("");
	for (size_t i = 0; i < most && utf8_next(&rest) != -1; i++)
		;
	return str_head(s, s.n - rest.n);
}

/*
 * What faults are counted together by when they name no rule: their sentence without what differs from cell to cell,
 * which is digits, letters and whatever stands in quotes or brackets.
 */
static str
sentence_code(arena *a, str detail)
{
	u8 hash[CRYPT_HASH];
	buf b = { .a = a };
	int inside = 0;

	while (detail.n) {
		const char *at = detail.p;
		int32_t cp = utf8_next(&detail);
		bool closes = cp == 0x201d || cp == 0xff09 || cp == 0x300b;

		inside += cp == 0x201c || cp == 0xff08 || cp == 0x300a;
		if (inside == 0 && cp > 0x7f)
			buf_put(&b, at, (size_t)(detail.p - at));
		inside -= closes && inside;
	}
	crypt_hash(buf_view(&b), hash);
	return str_join(a, STR("s-"), str_hex(a, hash, 8));
}

/* First what is said of the file, then the rest. */
static void
join_faults(import *m)
{
	struct import_inside *in = m->inside;

	if (in->lost)
		import_say_first(m, "more",
		    str_f(m->a, "问题超过 %d 条，其余 %lld 条没有列出，请先改正已列出的", IMPORT_FAULTS,
			(long long)in->lost));
	for (size_t i = 0; in->first.n && i < in->all.n; i++)
		faults_add(&in->first, in->all.v[i]);
	if (in->first.n)
		in->all = in->first;
}

static void
store_faults(import *m)
{
	static const char *const severity[] = { "error", "warning", "repaired" };
	struct import_inside *in = m->inside;
	struct import_fault_put *v = ARENA_ARRAY(m->a, struct import_fault_put, IMPORT_FLUSH);

	for (size_t i = 0; i < in->all.n;) {
		arena_mark here = arena_here(m->a);
		size_t n = 0;

		for (; n < IMPORT_FLUSH && i < in->all.n; i++, n++) {
			const fault *f = &in->all.v[i];

			v[n] = (struct import_fault_put){ .batch = m->batch.id,
				.seq = (i64)i + 1,
				.sheet = cut(f->sheet, 31),
				.row = f->row,
				.column_name = cut(f->field, 60),
				.cell = cut(f->cell, 12),
				.severity = str_of(severity[f->level]),
				.kind = f->rule ? str_of(f->rule) : sentence_code(m->a, f->detail),
				.cell_value = cut(mask_numbers(m->a, f->value), 200),
				.message = cut(mask_numbers(m->a, f->detail), 300),
				.fix = cut(mask_numbers(m->a, f->fix), 200) };
		}
		import_fault_put(m->j->db, v, n);
		arena_back(m->a, here);
		job_progressed(m->j);
	}
}

/* The same workbook with its cells marked, as a temporary file; false when it cannot be made. */
static bool
mark(import *m)
{
	struct import_inside *in = m->inside;
	int fd;

	book_close(in->book);
	in->book = NULL;
	if (in->all.n == 0)
		return false;
	if (asprintf(&in->marked, "%s/marked-XXXXXX", m->j->conf->spool_dir) < 0)
		abort();
	fd = mkstemp(in->marked);
	if (fd < 0)
		arena_fail(m->a, E_BUSY);
	close(fd);
	return template_mark(in->path, in->marked, m->j->conf->spool_dir, &in->limits, &m->kind->sheet, &in->all);
}

static str
marked_name(import *m)
{
	str name = m->batch.file_name;
	size_t dot = name.n;

	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	return str_join(m->a, cut(dot ? str_head(name, dot - 1) : name, 180), STR("-问题标注.xlsx"));
}

static void
finish(import *m)
{
	struct import_inside *in = m->inside;
	struct import_row_counts n;
	struct import_checked_in done = { .id = m->batch.id, .hours = setting_int(m->j->db, "import.check_hours") };
	bool marked;

	import_row_counts(m->j->db, m->batch.id, &n);
	store_faults(m);
	marked = mark(m);
	done.total = in->total;
	done.accepted = n.accepted;
	done.unchanged = n.unchanged;
	done.refused = in->total - n.accepted - n.unchanged;
	done.faults = (i64)in->all.n + in->lost;
	done.token_hash = import_token_hash(m->a, import_token(m->a, m->j->ring, m->batch.id, in->total, n.accepted));
	db_begin(m->j->db);
	if (marked)
		done.marked_file_id = job_file_keep_path(m->j, "marked", marked_name(m), XLSX, in->marked);
	import_checked(m->j->db, &done);
	db_commit(m->j->db);
	m->j->total = m->j->done = in->total;
	m->j->failed = done.refused;
	m->j->result_file = done.marked_file_id;
}

static error_code
refused_file(import *m)
{
	return job_refuse(m->j, E_INVALID, "%s", book_says(m->inside->book));
}

error_code
import_check_file(import *m)
{
	struct import_inside *in = m->inside;
	char says[BOOK_SAYS];
	size_t sheet;

	import_rows_clear(m->j->db, m->batch.id);
	import_faults_clear(m->j->db, m->batch.id);
	in->limits = book_usual;
	in->limits.rows = setting_int(m->j->db, "import.rows_most") + 2;
	in->path = job_file_fetch(m->j, m->batch.file_id);
	if (!book_open(in->path, &in->limits, &in->book, says))
		return job_refuse(m->j, E_INVALID, "%s", says);
	if (m->kind->start)
		m->kind->start(m);
	if (!in->stopped && !template_find_sheet(m->a, in->book, &m->kind->sheet, &sheet, &in->all)) {
		if (book_says(in->book)[0])
			return refused_file(m);
		in->stopped = true;
	}
	if (!in->stopped) {
		bool whole;

		if (!book_select(in->book, sheet))
			return refused_file(m);
		db_use(m->j->db, m->row);
		db_begin(m->j->db);
		whole = read_rows(m, sheet);
		if (whole) {
			flush(m);
			db_commit(m->j->db);
		}
		db_use(m->j->db, m->a);
		if (!whole)
			return refused_file(m);
		if (!in->stopped && !sheet_facts_check(&m->columns, book_facts_of(in->book), &in->all))
			in->stopped = true;
		if (!in->stopped && in->total == 0)
			import_say(m, FAULT_ERROR, STR("表格中没有数据行：请从模板第 3 行起填写"));
	}
	for (size_t k = 0; k < IMPORT_UNIQUE; k++)
		doubles(m, k);
	refuse_found(m);
	if (!in->stopped && m->kind->check_all)
		m->kind->check_all(m);
	refuse_found(m);
	if (in->stopped || (m->kind->whole && in->any_error))
		import_rows_clear(m->j->db, m->batch.id);
	if (!in->stopped)
		import_shift_say(m);
	join_faults(m);
	finish(m);
	return E_OK;
}
