/*
 * machine.c: looking things up in the tables of machine_table.c. See machine.h.
 */
#include "rules/machine.h"

#include "base/buf.h"

const machine_row *
machine_find(const machine *m, str from, str event)
{
	for (size_t i = 0; i < m->rows; i++)
		if (str_eq(str_of(m->row[i].from), from) && str_eq(str_of(m->row[i].event), event))
			return &m->row[i];
	return NULL;
}

size_t
machine_events(const machine *m, str from, const machine_row **v, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < m->rows && n < max; i++)
		if (str_eq(str_of(m->row[i].from), from))
			v[n++] = &m->row[i];
	return n;
}

static const char *
title_in(const machine_name *v, str code)
{
	for (; v->code; v++)
		if (str_eq(str_of(v->code), code))
			return v->title;
	return NULL;
}

const char *
machine_state_title(const machine *m, str code)
{
	return title_in(m->state, code);
}

const char *
machine_event_title(const machine *m, str code)
{
	return title_in(m->event, code);
}

str
machine_refusal(arena *a, const machine *m, str from, str event)
{
	const char *state = machine_state_title(m, from), *act = machine_event_title(m, event);
	buf b = { .a = a };
	bool any = false;

	buf_f(&b, "%s的状态为“%s”时不能“%s”", m->title, state ? state : "未知", act ? act : "未知操作");
	for (size_t i = 0; i < m->rows; i++) {
		/* What only the system does is nothing to propose. */
		if (!str_eq(str_of(m->row[i].from), from) || m->row[i].permission == NULL)
			continue;
		buf_f(&b, "%s%s", any ? "、" : "，目前可以：", machine_event_title(m, str_of(m->row[i].event)));
		any = true;
	}
	return buf_view(&b);
}
