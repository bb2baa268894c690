/*
 * pass_rule.c: evaluation of scores. See pass_rule.h.
 */
#include "rules/pass_rule.h"

#include "base/buf.h"

const char *const pass_roundings[] = { "centi", "tenth", "whole", NULL };
const char *const pass_rounding_titles[] = { "保留两位小数", "保留一位小数", "取整数", NULL };
const char *const score_states[] = { "normal", "absent", "misconduct", NULL };
const char *const score_state_titles[] = { "正常", "缺考", "违纪", NULL };

enum { WHOLE_WEIGHT = 1000, HIGHEST_SCORE = 1000 * 100 };

/* sum is in hundredths times 1000. */
static i64
rounded(i64 sum, pass_rounding rounding)
{
	i64 unit = rounding == ROUND_WHOLE ? 100 : rounding == ROUND_TENTH ? 10 : 1, step = unit * WHOLE_WEIGHT;

	return (sum >= 0 ? (sum + step / 2) / step : -((-sum + step / 2) / step)) * unit;
}

i64
pass_rule_most(const pass_rule *r)
{
	i64 sum = 0;

	for (size_t i = 0; i < r->n; i++)
		sum += r->component[i].weight * r->component[i].max;
	return rounded(sum, r->rounding);
}

bool
pass_score_possible(const pass_component *c, i64 centi)
{
	return centi >= c->min && centi <= c->max;
}

static void
fault_of(faults *fs, size_t i, const char *member, str detail)
{
	faults_add(fs, (fault){ .pointer = str_f(fs->a, "/components/%zu/%s", i, member), .detail = detail });
}

bool
pass_rule_check(const pass_rule *r, faults *fs)
{
	size_t before = fs->n;
	i64 weights = 0;
	bool plain = true;

	if (r->n < 1 || r->n > PASS_COMPONENTS_MOST) {
		faults_at(fs, "/components", "成绩组成应为 1 至 8 项");
		return false;
	}
	for (size_t i = 0; i < r->n; i++) {
		const pass_component *c = &r->component[i];

		weights += c->weight;
		plain = plain && c->weight == WHOLE_WEIGHT;
		if (c->weight <= 0 || c->weight > WHOLE_WEIGHT)
			fault_of(fs, i, "weight", STR("权重应大于 0 且不超过 100%"));
		if (c->min < 0 || c->max <= c->min || c->max > HIGHEST_SCORE)
			fault_of(fs, i, "max", STR("最高分应大于最低分，且不超过 1000 分"));
		if (c->line < c->min || c->line > c->max)
			fault_of(fs, i, "line", STR("单项合格线应在最低分与最高分之间"));
		for (size_t k = 0; k < i; k++)
			if (str_eq(r->component[k].code, c->code))
				fault_of(fs, i, "code", STR("成绩组成的代码重复"));
	}
	if (!plain && weights != WHOLE_WEIGHT)
		faults_at(fs, "/components", "各项权重之和应为 100%，或每项都按原始分相加");
	if (fs->n == before && (r->line < 0 || r->line > pass_rule_most(r)))
		faults_at(fs, "/line", "总分合格线应在 0 与可得的最高总分之间");
	return fs->n == before;
}

static void
reason(buf *b, str text)
{
	if (b->n)
		buf_str(b, STR("；"));
	buf_str(b, text);
}

static str
points(arena *a, i64 centi)
{
	return str_f(a, "%s%lld.%02d", centi < 0 ? "-" : "", (long long)((centi < 0 ? -centi : centi) / 100),
	    (int)((centi < 0 ? -centi : centi) % 100));
}

pass_result
pass_evaluate(arena *a, const pass_rule *r, const pass_score *score)
{
	pass_result to = { 0 };
	buf b = { .a = a };
	bool misconduct = false;
	i64 sum = 0;

	for (size_t i = 0; i < r->n; i++) {
		const pass_component *c = &r->component[i];

		switch (score[i].state) {
		case SCORE_ABSENT:
			reason(&b, str_f(a, "%.*s缺考", STR_ARG(c->name)));
			break;
		case SCORE_MISCONDUCT:
			misconduct = true;
			reason(&b, str_f(a, "%.*s违纪，成绩无效", STR_ARG(c->name)));
			break;
		default:
			sum += c->weight * score[i].centi;
			if (score[i].centi < c->line)
				reason(&b, str_f(a, "%.*s %.*s 分，低于合格线 %.*s 分", STR_ARG(c->name),
					       STR_ARG(points(a, score[i].centi)), STR_ARG(points(a, c->line))));
		}
	}
	to.total = misconduct ? 0 : rounded(sum, r->rounding);
	if (to.total < r->line && !misconduct)
		reason(&b, str_f(a, "总分 %.*s 分，低于合格线 %.*s 分", STR_ARG(points(a, to.total)),
			       STR_ARG(points(a, r->line))));
	to.reasons = buf_view(&b);
	to.passed = b.n == 0;
	return to;
}
