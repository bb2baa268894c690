/*
 * statistics.c: 统计 per province, school, certificate, major and year, of what one may see: an office its province,
 * a school and an evaluation organisation their own. The figures are made by the job statistics, which a look at
 * stale ones queues; the answer says of when they are.
 */
#include "query/statistics.h"

#include "api/routes.h"
#include "base/clock.h"
#include "query/job.h"
#include "web/page.h"

#define STALE (10 * 60 * CLOCK_SECOND)

static const char *const groups[] = { "year", "province", "school", "certificate", "major", NULL };
static const char *const group_titles[] = { "年份", "省份", "院校", "证书", "专业", NULL };

struct statistics_query {
	PAGE_MEMBERS;
	str by;
	i64 year;
};
#define S struct statistics_query
FIELD_TABLE(statistics_query_table, "StatisticsQuery", S, PAGE_FIELDS(S),
    FIELD_STR(S, by, .title = "分组", .required = true, .options = groups, .labels = group_titles),
    FIELD_INT(S, year, .title = "年份", .min = 2019, .max = 2199, .note = "不填为历年合计"));
#undef S

/* The five statements have the same columns; this is one line of any of them. */
struct figures {
	i64 id;
	str name;
	i64 candidates, verified, registrations, present, passed, certificates;
};

#define COPY(row)                                                                                                    \
	(struct figures)                                                                                             \
	{                                                                                                            \
		(row).id, (row).name, (row).candidates, (row).verified, (row).registrations, (row).present,          \
		    (row).passed, (row).certificates                                                                 \
	}

/* Runs a statement and copies its rows to v. */
#define TAKE(statement, ...)                                                                                         \
	do {                                                                                                         \
		struct statement *rows;                                                                              \
		n = statement(r->db, __VA_ARGS__, &rows);                                                            \
		v = ARENA_ARRAY(r->a, struct figures, n + 1);                                                        \
		for (size_t i = 0; i < n; i++)                                                                       \
			v[i] = COPY(rows[i]);                                                                        \
	} while (0)

static size_t
collect(request *r, const struct statistics_query *q, struct figures **out)
{
	i64 lo = q->year, hi = q->year ? q->year : INT16_MAX, after = q->after, most = page_rows(q->limit);
	struct figures *v = NULL;
	size_t n = 0;

	if (str_is(q->by, "year"))
		TAKE(statistic_years, &r->sc);
	else if (str_is(q->by, "province"))
		TAKE(statistic_provinces, lo, hi, &r->sc);
	else if (str_is(q->by, "school"))
		TAKE(statistic_schools, &(struct statistic_schools_in){ lo, hi, after, most, r->sc });
	else if (str_is(q->by, "certificate"))
		TAKE(statistic_certificates, &(struct statistic_certificates_in){ lo, hi, after, most, r->sc });
	else
		TAKE(statistic_majors, &(struct statistic_majors_in){ lo, hi, after, most, r->sc });
	*out = v;
	return n;
}

/* Candidates belong to no certificate, so there they are unknown, not none; and to no evaluation organisation. */
static void
count(json *j, const char *key, i64 v, bool known)
{
	jw_key(j, key);
	if (known)
		jw_i64(j, v);
	else
		jw_null(j);
}

static void
line(json *j, const struct figures *f, str by, bool candidates)
{
	jw_open(j);
	if (str_is(by, "province"))
		jw_kstr(j, "code", str_f(j->b.a, "%06lld", (long long)f->id));
	else if (str_is(by, "year"))
		jw_ki64(j, "year", f->id);
	else
		jw_kid(j, "id", f->id);
	jw_kstr(j, "name", f->name);
	count(j, "candidates", f->candidates, candidates);
	count(j, "verified", f->verified, candidates);
	jw_ki64(j, "registrations", f->registrations);
	jw_ki64(j, "present", f->present);
	jw_ki64(j, "passed", f->passed);
	jw_ki64(j, "certificates", f->certificates);
	jw_close(j);
}

static error_code
statistics_show(request *r)
{
	const struct statistics_query *q = r->q;
	bool paged = !str_is(q->by, "year") && !str_is(q->by, "province");
	bool candidates = !str_is(q->by, "certificate") && r->who.role != ROLE_EVALUATOR;
	struct statistic_made made = { 0 };
	struct figures *v;
	size_t n = collect(r, q, &v), show = paged && n >= (size_t)page_rows(q->limit) ? n - 1 : n;
	json *j = &r->out;

	statistic_made(r->db, &made);
	if (!made.waiting && made.finished_at < r->now - STALE)
		job_insert(r->db, &(struct job_insert_in){ .kind = STR("statistics"), .params = STR("{}") });
	jw_open(j);
	jw_ktime(j, "made_at", made.finished_at);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < show; i++)
		line(j, &v[i], q->by, candidates);
	jw_end(j);
	jw_kid(j, "next", show < n ? v[show - 1].id : 0);
	jw_close(j);
	return E_OK;
}

ROUTES(statistics,
    ROUTE(GET, "/statistics", statistics_show, STATISTICS_VIEW, "统计", .query = &statistics_query_table));
