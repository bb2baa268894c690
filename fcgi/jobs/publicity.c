/*
 * publicity.c: opens publicity 成绩公示: proves that every stored result is what the scores say, then publishes all
 * of them and the hash of the whole set in one transaction. What is public when is the clock's matter, in each
 * look-up.
 */
#include "query/publicity.h"
#include "data/notify.h"
#include "jobs/job.h"
#include "web/plan_gate.h"
#include "web/result_make.h"

struct publishing {
	job *j;
	const struct plan_get *plan;
	i64 count;
	struct span {
		i64 first, last;
	} * span; /* registrations, some thousand each, in ascending order */
	size_t spans, cap;
};

/* How many of these lines are not the stored results. */
static size_t
unlike(job *j, i64 plan, const result_line *line, size_t n)
{
	struct result_hashes *v;
	size_t have, at = 0, wrong = 0;

	if (n == 0)
		return 0;
	have = result_hashes(j->db, plan, line[0].put.registration_id, line[n - 1].put.registration_id, &v);
	for (size_t i = 0; i < n; i++) {
		while (at < have && v[at].registration_id < line[i].put.registration_id)
			at++;
		wrong += line[i].why.n || at == have || v[at].registration_id != line[i].put.registration_id ||
			 !str_eq(v[at].result_hash, line[i].put.result_hash);
	}
	return wrong;
}

static error_code
publish(void *arg)
{
	struct publishing *w = arg;
	db *d = w->j->db;
	struct publicity_latest latest;
	struct plan_hold held;
	struct plan_get now;

	plan_hold(d, w->plan->id, &held);
	if (publicity_latest(d, w->plan->id, &latest))
		return E_STATE;
	plan_get(d, w->plan->id, &now);
	if (publicity_mark(d, now.now, now.id) != w->count)
		return E_CONFLICT;
	for (size_t i = 0; i < w->spans; i++) {
		publicity_copy(d, now.id, w->span[i].first, w->span[i].last);
		job_progressed(w->j);
	}
	publicity_append(d, now.id, now.evaluator_id, w->j->row.account_id, now.now);
	return E_OK;
}

static void
tell_schools(job *j, const struct plan_get *p)
{
	struct result_schools *v;
	size_t n = result_schools(j->db, p->id, &v);

	for (size_t i = 0; i < n; i++)
		notify(j->db,
		    &(notice){ .organisation = v[i].school_id,
			.duty = STR("exam_officer"),
			.kind = STR("publicity"),
			.title = str_f(j->a, "成绩公示：%.*s", STR_ARG(p->name)),
			.body = str_f(j->a, "本校 %lld 名考生的成绩在公示期内可查，如有疑问请在公示结束前申请复核",
			    (long long)v[i].n),
			.subject_kind = STR("plan"),
			.subject_id = p->id,
			.once_key = str_f(j->a, "publicity:%lld", (long long)p->id) });
}

error_code
job_publicity(job *j)
{
	struct plan_get p;
	struct publishing w = { .j = j, .plan = &p };
	struct publicity_latest latest;
	result_plan *rp;
	i64 after = 0;
	size_t n;
	error_code e;

	if (!plan_get(j->db, j->row.plan_id, &p) || p.evaluator_id != j->row.organisation_id)
		return E_NOT_FOUND;
	if (publicity_latest(j->db, p.id, &latest)) { /* an earlier run was killed after its commit */
		tell_schools(j, &p);
		return E_OK;
	}
	rp = result_plan_load(j->db, &p);
	do {
		arena_mark here;
		result_line *line = NULL;

		w.span = arena_grow(j->a, w.span, &w.cap, w.spans + 1, sizeof *w.span);
		here = arena_here(j->a);

		n = result_compute(j->db, j->ring, rp, after, RESULT_CHUNK, &line);
		j->failed += (i64)unlike(j, p.id, line, n);
		if (n) {
			after = line[n - 1].put.registration_id;
			w.span[w.spans++] = (struct span){ line[0].put.registration_id, after };
		}
		w.count += (i64)n;
		j->done = j->total = w.count;
		job_progressed(j);
		arena_back(j->a, here);
	} while (n == RESULT_CHUNK);
	if (w.count == 0)
		return job_refuse(j, E_STATE, "本计划没有报考考生");
	if (j->failed)
		return job_refuse(j, E_STATE, "有 %lld 名考生没有结果，或其成绩在计算后有改动，请先重新计算成绩",
		    (long long)j->failed);
	e = db_transaction(j->db, publish, &w);
	if (e != E_OK)
		return job_refuse(j, e, "成绩结果正在被改动，请稍后重新公示");
	tell_schools(j, &p);
	return E_OK;
}
