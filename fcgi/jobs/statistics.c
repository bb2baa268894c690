/*
 * statistics.c: makes the figures of the statistics page anew, one school per transaction: short, repeatable, and no
 * lock on what people are writing. Queued when somebody looks and they are older than some minutes.
 */
#include "query/statistics.h"
#include "jobs/job.h"
#include "query/organisation.h"

enum { SCHOOLS = 500 };

struct work {
	job *j;
	i64 school;
	str province;
};

static error_code
one_school(void *arg)
{
	struct work *w = arg;
	db *d = w->j->db;
	struct statistic_candidates *c;
	struct statistic_registrations *g;
	size_t n = statistic_candidates(d, w->school, &c), m = statistic_registrations(d, w->school, &g);
	struct statistic_insert *v = ARENA_ARRAY(w->j->a, struct statistic_insert, n + m + 1);

	for (size_t i = 0; i < n; i++)
		v[i] = (struct statistic_insert){ .school_id = w->school,
			.year = c[i].year,
			.major_id = c[i].major_id,
			.province = w->province,
			.candidates = c[i].candidates,
			.verified = c[i].verified };
	for (size_t i = 0; i < m; i++)
		v[n + i] = (struct statistic_insert){ .school_id = w->school,
			.year = g[i].year,
			.level_id = g[i].level_id,
			.major_id = g[i].major_id,
			.evaluator_id = g[i].evaluator_id,
			.province = w->province,
			.registrations = g[i].registrations,
			.present = g[i].present,
			.passed = g[i].passed,
			.certificates = g[i].certificates };
	statistic_delete(d, w->school);
	statistic_insert(d, v, n + m);
	return E_OK;
}

error_code
job_statistics(job *j)
{
	for (;;) {
		struct organisation_schools *v;
		arena_mark start = arena_here(j->a);
		size_t n = organisation_schools(j->db, j->cursor, SCHOOLS, &v);

		for (size_t i = 0; i < n; i++) {
			arena_mark here = arena_here(j->a);

			db_transaction(j->db, one_school, &(struct work){ j, v[i].id, v[i].province });
			arena_back(j->a, here);
			j->cursor = v[i].id;
			j->done++;
			if (j->done % 50 == 0)
				job_progressed(j);
		}
		arena_back(j->a, start);
		if (n < SCHOOLS)
			break;
	}
	j->total = j->done;
	return E_OK;
}
