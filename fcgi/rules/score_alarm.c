/*
 * score_alarm.c: see score_alarm.h. Shares of the highest score make components with different ranges comparable.
 */
#include "rules/score_alarm.h"

enum { WHOLE = 1000, LOW = 100, HIGH = 980, POINT = 100 };

static const char *const titles[SCORE_COLUMNS] = { "理论成绩", "实操成绩" };

void
score_alarm_row(
    score_alarm *s, const i64 score[SCORE_COLUMNS], const i64 most[SCORE_COLUMNS], const i64 other[SCORE_COLUMNS])
{
	s->rows++;
	for (int k = 0; k < SCORE_COLUMNS; k++) {
		score_column *c = &s->column[k];
		i64 v = score[k], across = most[!k];

		if (v < 0 || most[k] <= 0)
			continue;
		if (c->n == 0)
			c->first = v;
		else
			c->steps += v == c->last + POINT;
		c->same += v == c->first;
		c->crossed += v > most[k] && across > 0 && v <= across;
		c->share += v * WHOLE / most[k];
		c->last = v;
		c->n++;
	}
	if (score[0] >= 0 && score[1] >= 0 && other[0] >= 0 && other[1] >= 0 && other[0] != other[1]) {
		s->both++;
		s->exchanged += score[0] == other[1] && score[1] == other[0];
	}
}

void
score_alarm_known(score_alarm *s, int column, i64 score, i64 most)
{
	if (score < 0 || most <= 0)
		return;
	s->column[column].known_share += score * WHOLE / most;
	s->column[column].known_n++;
}

void
score_alarm_name(score_alarm *s, bool next)
{
	s->names_wrong++;
	s->names_next += next;
}

static i64
apart(i64 x, i64 y)
{
	return x > y ? x - y : y - x;
}

/* Would the two columns be more like what the plan has, were they exchanged? The usual difference must be plain. */
static bool
unlike_known(const score_alarm *s)
{
	i64 mean[SCORE_COLUMNS], known[SCORE_COLUMNS];

	for (int k = 0; k < SCORE_COLUMNS; k++) {
		const score_column *c = &s->column[k];

		if (c->n < ALARM_ROWS || c->known_n < ALARM_ROWS)
			return false;
		mean[k] = c->share / (i64)c->n;
		known[k] = c->known_share / (i64)c->known_n;
	}
	return apart(known[0], known[1]) >= 50 && 2 * (apart(mean[0], known[1]) + apart(mean[1], known[0])) <
						      apart(mean[0], known[0]) + apart(mean[1], known[1]);
}

static size_t
column_says(arena *a, const score_column *c, const char *title, str *out)
{
	i64 mean = c->n ? c->share / (i64)c->n : 0;
	size_t n = 0;

	if (c->n < ALARM_ROWS)
		return 0;
	if (c->steps * 10 >= c->n * 8)
		out[n++] = str_f(a, "“%s”列逐行加 1，像是序号而不是成绩，请核对是否错列", title);
	if (c->same == c->n)
		out[n++] = str_f(a, "“%s”列 %zu 行全部相同，请核对", title, c->n);
	else if (mean < LOW)
		out[n++] = str_f(a, "“%s”列的平均分只有满分的 %lld%%，请核对是否错列", title, (long long)mean / 10);
	else if (mean > HIGH)
		out[n++] = str_f(a, "“%s”列的平均分达满分的 %lld%%，请核对是否错列", title, (long long)mean / 10);
	return n;
}

size_t
score_alarm_says(arena *a, const score_alarm *s, str out[ALARMS_MOST])
{
	size_t n = 0;

	for (int k = 0; k < SCORE_COLUMNS; k++) {
		const score_column *c = &s->column[k];

		if (c->n >= ALARM_ROWS && c->crossed * 5 >= c->n)
			out[n++] =
			    str_f(a, "“%s”列有 %zu 行超过该项满分，却在另一项满分之内：很可能理论与实操两列填反",
				titles[k], c->crossed);
		n += column_says(a, c, titles[k], out + n);
	}
	if (s->both >= 3 && s->exchanged * 2 > s->both)
		out[n++] = str_f(
		    a, "%zu 行中有 %zu 行的理论与实操成绩正好与另一次登记对调：两列填反", s->both, s->exchanged);
	else if (unlike_known(s))
		out[n++] = str_f(a, "理论与实操的平均分与本计划已登记的成绩相反，请核对两列是否填反");
	if (s->names_wrong >= 3 && s->names_wrong * 5 >= s->rows)
		out[n++] = str_f(a,
		    s->names_next * 2 > s->names_wrong
			? "%zu 行中有 %zu 行姓名与准考证号不符，且是相邻行的姓名：姓名列或准考证号列错位"
			: "%zu 行中有 %zu 行姓名与准考证号不符，请核对姓名、准考证号两列是否错位或取错计划",
		    s->rows, s->names_wrong);
	return n;
}
