/*
 * import.c: the import engine 导入: runs the three jobs of a batch, confirms and undoes. See import.h.
 * Whatever ends a run early, the temporary files go and the batch says what became of it.
 */
#include "jobs/import.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/inject.h"
#include "data/notify.h"
#include "data/setting.h"
#include "jobs/import_inside.h"

enum { ROW_ARENA = 64 << 20, ATTEMPTS = 5 };

static const import_kind *const kinds[] = {
#define IMPORT(name) &import_##name,
#include "jobs/import_kinds.h"
#undef IMPORT
};

const import_kind *
import_kind_of(str name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(name, str_of(kinds[i]->name)))
			return kinds[i];
	return NULL;
}

static str
kept(arena *a, str s)
{
	return s.p ? str_dup(a, s) : s;
}

void
import_keep(import *m, const fault *f)
{
	struct import_inside *in = m->inside;

	if (f->level == FAULT_ERROR)
		in->any_error = true;
	if (in->all.n >= IMPORT_FAULTS) {
		in->lost++;
		return;
	}
	faults_add(&in->all, (fault){ .level = f->level,
				 .code = f->code,
				 .sheet = kept(m->a, f->sheet),
				 .cell = kept(m->a, f->cell),
				 .row = f->row,
				 .field = kept(m->a, f->field),
				 .value = kept(m->a, f->value),
				 .detail = kept(m->a, f->detail),
				 .fix = kept(m->a, f->fix),
				 .rule = f->rule });
}

void
import_say_first(import *m, const char *rule, str detail)
{
	faults_add(&m->inside->first,
	    (fault){ .level = FAULT_ERROR, .sheet = m->columns.sheet, .detail = detail, .rule = rule });
}

void
import_say(import *m, fault_level level, str detail)
{
	fault f = { .level = level, .sheet = m->columns.sheet, .detail = detail };

	if (level == FAULT_ERROR)
		m->inside->stopped = true;
	import_keep(m, &f);
}

void
import_fault(import *m, i64 row, const char *field_name, fault_level level, str detail, str fix)
{
	struct import_inside *in = m->inside;
	const field_table *t = m->kind->sheet.fields;
	fault f = { .level = level, .sheet = m->columns.sheet, .row = row, .detail = detail };
	char name[CELL_NAME];

	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->v[i].name, field_name) != 0)
			continue;
		f.field = str_of(t->v[i].title);
		if (!t->v[i].secret)
			f.fix = fix;
		if (m->columns.column[i] >= 0)
			f.cell = (str){ name, cell_name(m->columns.column[i], row, name) };
	}
	import_keep(m, &f);
	if (level != FAULT_ERROR)
		return;
	in->refused = arena_grow(m->a, in->refused, &in->cap_refused, in->n_refused + 1, sizeof *in->refused);
	in->refused[in->n_refused++] = (struct import_row_refuse){ m->batch.id, row };
}

void
import_step(import *m, i64 done)
{
	inject("import.apply");
	m->j->done = done < m->j->total ? done : m->j->total;
	job_progressed(m->j);
}

static void
release(import *m)
{
	book_close(m->inside->book);
	job_file_drop(m->inside->path);
	job_file_drop(m->inside->marked);
	arena_free(m->row);
}

/* Will the runner try again by itself? Then the batch stays as it is. */
static bool
comes_back(const job *j, error_code e)
{
	bool passing = e == E_DB_DOWN || e == E_DB_RETRY || e == E_BUSY || e == E_DB_UNKNOWN;

	return (passing && j->row.attempts < ATTEMPTS) || (e == E_CONFLICT && j->text.p == NULL);
}

/* Says in the batch why it did not go on; over the side connection, for the work's own may be in any state. */
static void
say_failed(job *j, error_code e, const char *from, const char *to)
{
	str why = j->text.p ? j->text : str_of(error_table[e].title);

	if (e != E_OK && !comes_back(j, e))
		import_move(j->side, str_of(to), why, j->row.subject_id, str_of(from));
}

static void
tell(import *m, const char *event, const char *title, str body)
{
	notify(m->j->side, &(notice){ .organisation = m->batch.organisation_id,
			       .account = m->batch.account_id,
			       .kind = str_f(m->a, "import_%s", event),
			       .title = str_f(m->a, "%s%s", m->kind->title, title),
			       .body = body,
			       .subject_kind = STR("import_batch"),
			       .subject_id = m->batch.id,
			       .once_key = str_f(m->a, "import:%lld:%lld:%s", (long long)m->batch.id,
				   (long long)m->batch.version, event) });
	m->j->told = true;
}

static error_code
work_on(import *m, error_code (*work)(import *), const char *from)
{
	if (!import_batch_get(m->j->db, m->j->row.subject_id, &m->batch) ||
	    (m->kind = import_kind_of(m->batch.kind)) == NULL)
		return E_NOT_FOUND;
	if (m->j->row.attempts > ATTEMPTS) /* it ended the process each time */
		return job_refuse(m->j, E_TOO_MUCH, "这个文件处理多次都没有完成，请检查内容后重新上传");
	if (!str_eq(m->batch.state, str_of(from)))
		return E_OK; /* an earlier run of this job came that far and was killed before it could say so */
	return work(m);
}

static import *
new_import(job *j)
{
	import *m = ARENA_NEW(j->a, import);
	arena *row = arena_new(ROW_ARENA);

	m->j = j;
	m->a = j->a;
	m->row = row;
	m->inside = ARENA_NEW(j->a, struct import_inside);
	m->inside->first.a = m->inside->all.a = j->a;
	m->fs.a = row;
	return m;
}

/* Runs work on the batch of the job; what it holds is released on every way out. */
static error_code
run(job *j, error_code (*work)(import *), const char *from, const char *to)
{
	jmp_buf out, *outer = j->a->out;
	import *m = new_import(j);
	error_code e;

	j->a->why = E_OK;
	m->row->out = j->a->out = &out;
	if (setjmp(out) != 0) {
		error_code why = j->a->why != E_OK ? j->a->why : m->row->why;

		j->a->out = outer;
		release(m);
		db_use(j->side, j->a);
		say_failed(j, why, from, to);
		arena_fail(j->a, why);
	}
	e = work_on(m, work, from);
	j->a->out = outer;
	release(m);
	db_use(j->db, j->a);
	say_failed(j, e, from, to);
	return e;
}

static void
begin(import *m)
{
	struct import_row_counts n;

	import_row_counts(m->j->db, m->batch.id, &n);
	m->last_row = n.last_row;
	m->j->total = m->batch.accepted;
	m->j->done = 0;
}

/* The batch's row is locked first, so that two runs of one job cannot both write. */
static error_code
locked(import *m, const char *from, const char *to, error_code (*work)(import *))
{
	struct import_batch_lock l;
	error_code e;

	if (!import_batch_lock(m->j->db, m->batch.id, &l) || !str_eq(l.state, str_of(from)))
		return E_CONFLICT;
	e = work(m);
	if (e == E_OK)
		import_move(m->j->db, str_of(to), (str){ NULL, 0 }, m->batch.id, str_of(from));
	return e;
}

static error_code
apply_locked(void *m)
{
	return locked(m, "confirming", "confirmed", ((import *)m)->kind->apply);
}

static error_code
undo_locked(void *m)
{
	return locked(m, "undoing", "undone", ((import *)m)->kind->undo);
}

static error_code
confirm(import *m)
{
	error_code e;

	begin(m);
	e = db_transaction(m->j->db, apply_locked, m);
	if (e != E_OK)
		return e;
	m->j->done = m->j->total;
	tell(m, "confirmed", "导入完成", str_f(m->a, "导入 %lld 行", (long long)m->batch.accepted));
	return E_OK;
}

static error_code
undo(import *m)
{
	error_code e;

	begin(m);
	if (m->kind->undo == NULL)
		return job_refuse(m->j, E_STATE, "%s的导入不能撤销", m->kind->title);
	e = db_transaction(m->j->db, undo_locked, m);
	if (e == E_OK) {
		m->j->done = m->j->total;
		tell(m, "undone", "导入已撤销", str_f(m->a, "撤销 %lld 行", (long long)m->batch.accepted));
	}
	return e;
}

static error_code
check(import *m)
{
	error_code e;

	m->day = (document_day){ .today = (m->batch.now + 8 * 3600 * CLOCK_SECOND) / CLOCK_DAY,
		.age_least = setting_int(m->j->db, "candidate.age_least"),
		.age_most = setting_int(m->j->db, "candidate.age_most") };
	e = import_check_file(m);
	if (e == E_OK)
		tell(m, "checked", "检查完成", m->batch.file_name);
	return e;
}

/* after() is for what was committed, also when the run that committed it was killed. */
static error_code
afterwards(job *j)
{
	import *m = ARENA_NEW(j->a, import);

	*m = (import){ .j = j, .a = j->a };
	if (import_batch_get(j->db, j->row.subject_id, &m->batch) && str_is(m->batch.state, "confirmed") &&
	    (m->kind = import_kind_of(m->batch.kind)) != NULL && m->kind->after)
		m->kind->after(m);
	return E_OK;
}

error_code
job_import_check(job *j)
{
	return run(j, check, "checking", "failed");
}

error_code
job_import_confirm(job *j)
{
	error_code e = run(j, confirm, "confirming", "checked");

	return e == E_OK ? afterwards(j) : e;
}

error_code
job_import_undo(job *j)
{
	return run(j, undo, "undoing", "confirmed");
}
