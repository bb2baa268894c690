/*
 * plan_phase.c: windows of a plan. See plan_phase.h.
 */
#include "rules/plan_phase.h"

#include "base/clock.h"

const char *const plan_window_codes[] = { "registration", "scheduling", "exam", "score", "publicity", NULL };
const char *const plan_window_titles[] = { "报考", "排考", "考试", "成绩登记", "成绩公示", NULL };
const char *const plan_phase_codes[] = { "draft", "before", "registration", "scheduling", "exam", "score",
	"publicity", "between", "finished", NULL };
const char *const plan_phase_titles[] = { "未发布", "未开始", "报考", "排考", "考试", "成绩登记", "成绩公示",
	"两个时段之间", "已结束", NULL };

/* The edges between which an act is permitted. */
typedef enum edge { EDGE_PUBLISHED, EDGE_OPEN, EDGE_CLOSE, EDGE_NEVER } edge;

static const struct act_row {
	const char *title, *role, *who;
	const char *span; /* the name of the span in the refusal */
	edge from;
	plan_window from_window;
	edge to;
	plan_window to_window;
} acts[ACT_COUNT] = {
	[ACT_SET_ROOMS] = { "设置考场", "school", "考核站点", "考场设置时间", EDGE_PUBLISHED, 0, EDGE_OPEN,
	    WINDOW_SCHEDULING },
	[ACT_REGISTER] = { "报考", "school", "考核站点", "报考时间", EDGE_OPEN, WINDOW_REGISTRATION, EDGE_CLOSE,
	    WINDOW_REGISTRATION },
	[ACT_WITHDRAW] = { "撤销报考", "school", "考核站点", "报考时间", EDGE_OPEN, WINDOW_REGISTRATION, EDGE_CLOSE,
	    WINDOW_REGISTRATION },
	[ACT_SCHEDULE] = { "排考", "evaluator", "培训评价组织", "排考时间", EDGE_OPEN, WINDOW_SCHEDULING, EDGE_CLOSE,
	    WINDOW_SCHEDULING },
	[ACT_EXAM_RECORD] = { "登记考场情况", "school", "考核站点", "考场情况登记时间", EDGE_OPEN, WINDOW_EXAM,
	    EDGE_CLOSE, WINDOW_SCORE_ENTRY },
	[ACT_ENTER_SCORES] = { "登记成绩", "evaluator", "培训评价组织", "成绩登记时间", EDGE_OPEN, WINDOW_SCORE_ENTRY,
	    EDGE_CLOSE, WINDOW_SCORE_ENTRY },
	[ACT_SEE_RESULTS] = { "查看公示成绩", "school", "试点院校", "成绩公示时间", EDGE_OPEN, WINDOW_PUBLICITY,
	    EDGE_CLOSE, WINDOW_PUBLICITY },
	[ACT_ASK_REVIEW] = { "申请复核", "school", "试点院校或考生", "成绩公示时间", EDGE_OPEN, WINDOW_PUBLICITY,
	    EDGE_CLOSE, WINDOW_PUBLICITY },
	[ACT_SIGN] = { "签发", "evaluator", "培训评价组织和考核站点的签发人", "签发时间", EDGE_CLOSE,
	    WINDOW_PUBLICITY, EDGE_NEVER, 0 },
};

const char *
plan_act_title(plan_act act)
{
	return acts[act].title;
}

const char *
plan_act_role(plan_act act)
{
	return acts[act].role;
}

const char *
plan_act_who(plan_act act)
{
	return acts[act].who;
}

plan_phase
plan_phase_at(const plan_windows *w, i64 now)
{
	if (w->published == 0 || now < w->published)
		return PHASE_DRAFT;
	if (now < w->open[WINDOW_REGISTRATION])
		return PHASE_BEFORE;
	for (int i = 0; i < WINDOW_COUNT; i++)
		if (now >= w->open[i] && now < w->close[i])
			return (plan_phase)(PHASE_REGISTRATION + i);
	return now >= w->close[WINDOW_PUBLICITY] ? PHASE_FINISHED : PHASE_BETWEEN;
}

static i64
edge_at(const plan_windows *w, edge e, plan_window i)
{
	switch (e) {
	case EDGE_PUBLISHED:
		return w->published;
	case EDGE_OPEN:
		return w->open[i];
	case EDGE_CLOSE:
		return w->close[i];
	default:
		return INT64_MAX;
	}
}

void
plan_act_span(const plan_windows *w, plan_act act, i64 *from, i64 *to)
{
	*from = edge_at(w, acts[act].from, acts[act].from_window);
	*to = edge_at(w, acts[act].to, acts[act].to_window);
}

bool
plan_permits(const plan_windows *w, plan_act act, i64 now)
{
	i64 from, to;

	plan_act_span(w, act, &from, &to);
	return w->published != 0 && now >= w->published && now >= from && now < to;
}

str
plan_refusal(arena *a, const plan_windows *w, plan_act act, i64 now)
{
	const struct act_row *r = &acts[act];
	char open[CLOCK_TEXT], close[CLOCK_TEXT];
	i64 from, to;

	if (w->published == 0 || now < w->published)
		return str_f(a, "现在不能%s：考试计划尚未发布", r->title);
	plan_act_span(w, act, &from, &to);
	clock_shanghai(from, open);
	if (to == INT64_MAX)
		return str_f(a, "现在不能%s：%s从成绩公示结束（%s）开始，由%s操作", r->title, r->span, open, r->who);
	clock_shanghai(to, close);
	return str_f(a, "现在不能%s：%s为 %s 至 %s，由%s操作，%s", r->title, r->span, open, close, r->who,
	    now < from ? "尚未开始" : "已经结束");
}

static void
fault_at(faults *fs, int i, const char *which, str detail)
{
	faults_add(fs, (fault){ .pointer = str_f(fs->a, "/windows/%d/%s", i, which), .detail = detail });
}

bool
plan_windows_check(const plan_windows *w, faults *fs)
{
	size_t before = fs->n;

	for (int i = 0; i < WINDOW_COUNT; i++) {
		if (w->open[i] <= 0)
			fault_at(fs, i, "open", str_f(fs->a, "请填写%s时间的开始时间", plan_window_titles[i]));
		if (w->close[i] <= 0)
			fault_at(fs, i, "close", str_f(fs->a, "请填写%s时间的结束时间", plan_window_titles[i]));
		else if (w->open[i] >= w->close[i])
			fault_at(fs, i, "close", str_f(fs->a, "%s时间的结束应晚于开始", plan_window_titles[i]));
		if (i && w->open[i] > 0 && w->open[i] < w->close[i - 1])
			fault_at(fs, i, "open",
			    str_f(fs->a, "%s时间不能早于%s时间的结束", plan_window_titles[i],
				plan_window_titles[i - 1]));
	}
	return fs->n == before;
}

bool
plan_extension_check(const plan_windows *before, const plan_windows *after, i64 now, faults *fs)
{
	size_t n = fs->n;

	for (int i = 0; i < WINDOW_COUNT; i++) {
		const char *title = plan_window_titles[i];

		/* An open may move later with its predecessor's close, as long as its window has not begun. */
		if (after->open[i] < before->open[i] || (after->open[i] != before->open[i] && before->open[i] <= now))
			fault_at(fs, i, "open",
			    str_f(fs->a, "%s时间已经开始或将被提前，延期只能推迟尚未开始的时段", title));
		if (after->close[i] < before->close[i])
			fault_at(fs, i, "close", str_f(fs->a, "延期不能缩短%s时间", title));
		else if (after->close[i] != before->close[i] && before->close[i] <= now)
			fault_at(fs, i, "close", str_f(fs->a, "%s时间已经结束，不能再延期", title));
	}
	plan_windows_check(after, fs);
	return fs->n == n;
}
