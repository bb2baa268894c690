/*
 * results.c: computes the results 考核结果 of a plan. Every registration needs all of its components; those that lack
 * something are the job's rows, and then the job has failed although the others are computed. Run again it computes
 * everything anew; after publication nothing is computed any more.
 */
#include "jobs/job.h"
#include "query/publicity.h"
#include "web/plan_gate.h"
#include "web/result_make.h"

struct chunk {
	db *db;
	struct result_put *v;
	size_t n;
	i64 plan;
};

/* The portal queues no publication while this runs, and this not while one runs (api/result.c). */
static error_code
store(void *arg)
{
	struct chunk *c = arg;
	struct publicity_latest latest;
	struct plan_hold held;

	plan_hold(c->db, c->plan, &held);
	if (publicity_latest(c->db, c->plan, &latest))
		return E_STATE;
	result_put(c->db, c->v, c->n);
	return E_OK;
}

static struct job_row_insert
missing(job *j, const result_line *line)
{
	str label =
	    line->ticket.p ? str_f(j->a, "%.*s %.*s", STR_ARG(line->ticket), STR_ARG(line->name)) : line->name;

	return (struct job_row_insert){ .job_id = j->row.id,
		.row = ++j->failed,
		.state = STR("failed"),
		.subject_id = line->put.registration_id,
		.label = label,
		.code = str_of(error_table[E_STATE].type),
		.message = line->why };
}

error_code
job_results(job *j)
{
	struct plan_get p;
	struct result_count count;
	result_plan *rp;
	i64 after = 0;
	size_t n;

	if (!plan_get(j->db, j->row.plan_id, &p) || p.evaluator_id != j->row.organisation_id)
		return E_NOT_FOUND;
	rp = result_plan_load(j->db, &p);
	result_count(j->db, p.id, &count);
	j->total = count.registrations;
	j->failed = 0;
	do {
		arena_mark here = arena_here(j->a);
		result_line *line;
		struct chunk c = { .db = j->db, .plan = p.id };
		struct job_row_insert *bad;
		size_t wrong = 0;
		error_code e;

		n = result_compute(j->db, j->ring, rp, after, RESULT_CHUNK, &line);
		c.v = ARENA_ARRAY(j->a, struct result_put, n + 1);
		bad = ARENA_ARRAY(j->a, struct job_row_insert, n + 1);
		for (size_t i = 0; i < n; i++) {
			after = line[i].put.registration_id;
			if (line[i].why.n)
				bad[wrong++] = missing(j, &line[i]);
			else
				c.v[c.n++] = line[i].put;
		}
		if (c.n && (e = db_transaction(j->db, store, &c)) != E_OK)
			return job_refuse(j, e, "成绩已公示，只能通过复核更改");
		job_row_insert(j->db, bad, wrong);
		j->done += (i64)n;
		job_progressed(j);
		arena_back(j->a, here);
	} while (n == RESULT_CHUNK);
	if (j->total == 0)
		return job_refuse(j, E_STATE, "本计划没有报考考生");
	if (j->failed)
		return job_refuse(j, E_STATE,
		    "有 %lld 名考生的成绩不完整或有矛盾，名单见任务明细；其余 %lld 名已计算", (long long)j->failed,
		    (long long)(j->done - j->failed));
	return E_OK;
}
