/*
 * runner.c: claims jobs, runs them, finishes their rows. See job.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/inject.h"
#include "base/log.h"
#include "crypt/secret.h"
#include "data/notify.h"
#include "jobs/job.h"
#include "jobs/spool.h"

/* A job whose worker died so often, without ever saying why, is what kills them. */
enum { IDLE_US = 250000, PROGRESS_US = 300000, ATTEMPTS = 5, DEATHS = 20, ROW_CAP = 512 << 20 };
#define SWEEP_EVERY (3600 * CLOCK_SECOND)
#define LOST_EVERY CLOCK_SECOND /* a lease lasts 30 */

static const struct {
	const char *kind;
	job_run run;
} kinds[] = {
#define JOB(kind) { #kind, job_##kind },
#include "jobs/kinds.h"
#undef JOB
};

void
job_progressed(job *j)
{
	i64 now = clock_ticks();

	inject("job.progress");
	if (j->said_at && now - j->said_at < PROGRESS_US && j->cursor == j->said_cursor)
		return;
	j->said_at = now;
	j->said_cursor = j->cursor;
	if (job_progress(j->side,
		&(struct job_progress_in){ j->total, j->done, j->failed, j->cursor, j->row.id, j->owner }) == 0)
		arena_fail(j->a, E_CONFLICT);
}

error_code
job_refuse(job *j, error_code e, const char *fmt, ...)
{
	char text[900];
	va_list ap;
	str all;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	/* Cut inside a character, the row of the job would not take it. */
	for (all = str_of(text); !utf8_valid(all); all.n--)
		;
	j->text = str_dup(j->a, all);
	return e;
}

static job_run
find(str kind)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(kind, str_of(kinds[i].kind)))
			return kinds[i].run;
	return NULL;
}

static void
log_job(const job *j, const char *event, error_code e)
{
	json f = jw_new(j->a);

	jw_kid(&f, "job", j->row.id);
	jw_kstr(&f, "kind", j->row.kind);
	jw_ki64(&f, "done", j->done);
	jw_ki64(&f, "failed", j->failed);
	jw_kstr(&f, "result", str_of(error_table[e].type));
	if (e >= E_BUG) {
		jw_ki64(&f, "db_error", db_last_error(j->db));
		jw_kstr(&f, "statement", str_of(db_last_statement(j->db)));
	}
	log_line(e == E_BUG ? LOG_ALARM : LOG_INFO, event, &f);
}

/* Tells who asked for it, once; jobs of the platform itself are nobody's news. */
static void
tell(job *j, error_code e)
{
	if (j->row.organisation_id == 0 || j->row.account_id == 0 || (j->told && e == E_OK))
		return;
	notify(j->side,
	    &(notice){ .organisation = j->row.organisation_id,
		.account = j->row.account_id,
		.kind = e == E_OK ? STR("job_done") : STR("job_failed"),
		.title = e == E_OK ? STR("任务已完成") : STR("任务没有完成"),
		.body = e == E_OK ? str_f(j->a, "共 %lld 项，失败 %lld 项", (long long)j->done, (long long)j->failed)
			: j->text.p ? j->text
				    : str_of(error_table[e].title),
		.subject_kind = STR("job"),
		.subject_id = j->row.id });
}

/* Finishes the row in the state that the outcome asks for. */
static void
settle(job *j, error_code e)
{
	bool again =
	    (e == E_DB_DOWN || e == E_DB_RETRY || e == E_BUSY || e == E_DB_UNKNOWN) && j->row.attempts < ATTEMPTS;

	if (e == E_CONFLICT && j->text.p == NULL)
		return; /* the lease is somebody else's */
	if (again) {
		job_again(j->side, 1 << j->row.attempts, j->row.id, j->owner);
		return;
	}
	if (e == E_OK)
		job_finish(j->side,
		    &(struct job_finish_in){ j->total, j->done, j->failed, j->result_file, j->row.id, j->owner });
	else
		job_fail(j->side, str_of(error_table[e].type), j->text.p ? j->text : str_of(error_table[e].title),
		    j->row.id, j->owner);
	tell(j, e);
}

/* The job that waits longest, or one whose worker died; 0 when there is none. */
static i64
next_job(job *j, i64 *look_for_lost)
{
	struct job_queued q;
	struct job_lost l;

	if (job_queued(j->side, &q))
		return q.id;
	if (clock_ticks() < *look_for_lost)
		return 0;
	if (job_lost(j->side, &l))
		return l.id;
	*look_for_lost = clock_ticks() + LOST_EVERY;
	return 0;
}

/* Claims and runs one job. False when there was none, or the database does not answer. */
static bool
run_one(job *volatile j, volatile bool *bug, i64 *look_for_lost)
{
	jmp_buf out;
	volatile int step = 0;
	volatile error_code e = E_OK;
	i64 id;

	j->a->out = &out;
	if (setjmp(out) != 0) {
		e = j->a->why;
		if (step != 1)
			return false;
		step = 2;
		db_use(j->db, j->a);
		db_use(j->side, j->a);
		log_job(j, "job-left", e);
		settle(j, e);
		*bug = e == E_BUG;
		return true;
	}
	db_use(j->side, j->a);
	if ((id = next_job(j, look_for_lost)) == 0)
		return false;
	if (job_claim(j->side, j->owner, id) == 0 || !job_get(j->side, id, &j->row))
		return true; /* another one was quicker */
	db_use(j->db, j->a);
	step = 1;
	j->cursor = j->row.cursor_id;
	job_run run = find(j->row.kind);
	if (j->row.attempts > DEATHS)
		e = job_refuse(j, E_BUG, "任务多次意外中断，已停止，请联系平台");
	else
		e = run ? run(j) : job_refuse(j, E_BUG, "没有这种任务");
	step = 2;
	settle(j, e);
	log_job(j, "job", e);
	return true;
}

/* The first worker that finds the sweep due queues it. */
static void
queue_sweep(const config *c, arena *a)
{
	db *d = db_new(c, c->jobs_user, c->jobs_password_file);
	jmp_buf out;

	a->out = &out;
	if (setjmp(out) == 0) {
		db_use(d, a);
		job_insert(d, &(struct job_insert_in){ .kind = STR("sweep"), .params = STR("{}") });
	}
	db_free(d);
	arena_reset(a);
}

int
jobs_loop(const config *c, const keyring *ring, const volatile int *stop)
{
	arena *a = arena_new(ROW_CAP);
	db *work = db_new(c, c->jobs_user, c->jobs_password_file),
	   *side = db_new(c, c->jobs_user, c->jobs_password_file);
	char owner[CRYPT_TOKEN], *spool = spool_open(c->spool_dir);
	config own = *c;
	volatile bool bug = spool == NULL;
	i64 sweep = clock_ticks() + SWEEP_EVERY, look_for_lost = 0;

	own.spool_dir = spool;
	crypt_token(owner);
	while (!*stop && !bug) {
		job j = { .a = a, .db = work, .side = side, .conf = &own, .ring = ring, .owner = str_of(owner) };

		if (!run_one(&j, &bug, &look_for_lost))
			usleep(IDLE_US);
		arena_reset(a);
		if (clock_ticks() > sweep) {
			queue_sweep(c, a);
			sweep = clock_ticks() + SWEEP_EVERY;
		}
	}
	spool_close(spool);
	db_free(work);
	db_free(side);
	arena_free(a);
	return bug;
}
