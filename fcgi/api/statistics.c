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
	PAGE_ASK;
	str by, q;
	i64 year;
};
#define S struct statistics_query
FIELD_TABLE(statistics_query_table, "StatisticsQuery", S, PAGE_ASKED(S, statistic_schools),
    FIELD_STR(S, by, .title = "分组", .required = true, .options = groups, .labels = group_titles),
    FIELD_INT(S, year, .title = "年份", .min = 2019, .max = 2199, .note = "不填为历年合计"),
    FIELD_STR(S, q, .title = "名称包含", .max = 64));
#undef S

#define S struct statistic_schools
FIELD_TABLE(statistic_line, "StatisticsLine", S,
    FIELD_ID(S, id, .title = "编号", .note = "按年份为年份，按省份为六位省份代码的数值"),
    FIELD_STR(S, name, .title = "名称"), FIELD_INT(S, candidates, .title = "考生数"),
    FIELD_INT(S, verified, .title = "信息准确人数"), FIELD_INT(S, registrations, .title = "报考人次"),
    FIELD_INT(S, present, .title = "参考人次"), FIELD_INT(S, passed, .title = "合格人次"),
    FIELD_INT(S, certificates, .title = "证书数"));
#undef S

struct statistics_view {
	i64 made_at;
	bool updating, counts_candidates;
	list items;
	str next;
};
#define S struct statistics_view
FIELD_TABLE(statistics_answer, "Statistics", S, FIELD_TIME(S, made_at, .title = "统计时间", .maybe = true),
    FIELD_BOOL(S, updating, .title = "正在重新统计", .note = "完成后再取即为新的数据"),
    FIELD_BOOL(S, counts_candidates, .title = "统计考生数",
	.note = "考生不属于某个证书或评价组织：否时考生数与信息准确人数没有意义"),
    FIELD_LIST(S, items, statistic_line, .title = "各行"), FIELD_STR(S, next, .title = "下一页", .maybe = true));
#undef S

#define SAME_ROWS(s)                                                                                                 \
	_Static_assert(sizeof(struct s) == sizeof(struct statistic_schools) &&                                       \
			   offsetof(struct s, certificates) == offsetof(struct statistic_schools, certificates),     \
	    #s " differs")
SAME_ROWS(statistic_years);
SAME_ROWS(statistic_provinces);
SAME_ROWS(statistic_certificates);
SAME_ROWS(statistic_majors);

/* Runs one of the five statements; their rows are alike. */
#define TAKE(statement)                                                                                              \
	do {                                                                                                         \
		struct statement *rows;                                                                              \
                                                                                                                     \
		n = statement(r->db,                                                                                 \
		    &(struct statement##_in){ .year_lo = q->year,                                                    \
			.year_hi = q->year ? q->year : INT16_MAX,                                                    \
			.q = q->q,                                                                                   \
			.page = page_of(r, &q->ask, &statement##_page),                                              \
			.sc = r->sc },                                                                               \
		    &rows);                                                                                          \
		*out = (struct statistic_schools *)(void *)rows;                                                     \
	} while (0)

static size_t
collect(request *r, const struct statistics_query *q, struct statistic_schools **out)
{
	size_t n = 0;

	if (str_is(q->by, "year"))
		TAKE(statistic_years);
	else if (str_is(q->by, "province"))
		TAKE(statistic_provinces);
	else if (str_is(q->by, "school"))
		TAKE(statistic_schools);
	else if (str_is(q->by, "certificate"))
		TAKE(statistic_certificates);
	else
		TAKE(statistic_majors);
	return n;
}

static error_code
statistics_show(request *r)
{
	const struct statistics_query *q = r->q;
	list_page p = page_of(r, &q->ask, &statistic_schools_page);
	struct statistic_made made = { 0 };
	struct statistic_schools *rows;
	size_t n = collect(r, q, &rows), show = n < (size_t)p.most ? n : (size_t)p.most - 1;
	struct statistics_view v = { .counts_candidates =
					 !str_is(q->by, "certificate") && r->who.role != ROLE_EVALUATOR,
		.items = { rows, show } };

	statistic_made(r->db, &made);
	// Figures of the future were made while the clock was wrong.
	v.updating = made.waiting || made.finished_at < r->now - STALE || made.finished_at > r->now;
	if (v.updating && !made.waiting)
		job_insert(r->db, &(struct job_insert_in){ .kind = STR("statistics"), .params = STR("{}") });
	v.made_at = made.finished_at;
	if (n > show)
		v.next = page_place(r->a, &statistic_schools_page, &p, &rows[show - 1]);
	ANSWER(r, statistics_answer, &v);
	return E_OK;
}

ROUTES(statistics, ROUTE(GET, "/statistics", statistics_show, STATISTICS_VIEW, "统计",
		       .query = &statistics_query_table, .answer = &statistics_answer));
