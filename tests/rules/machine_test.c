/*
 * machine_test.c: the tables of life cycles: names known, states reached, no event with two outcomes, permissions
 * of the policy; and the order of signing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rules/machine.h"
#include "rules/policy.h"

static arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(1 << 24);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

#define IS(s, text) assert_true(str_eq((s), str_of(text)))
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static bool
permission_known(const char *name)
{
	for (size_t i = 0; i < PERMISSION_COUNT; i++)
		if (policy_table[i].name && strcmp(policy_table[i].name, name) == 0)
			return true;
	return false;
}

static void
tables_are_sound(void **state)
{
	(void)state;
	for (size_t k = 0; machines[k]; k++) {
		const machine *m = machines[k];

		for (size_t i = 0; i < m->rows; i++) {
			const machine_row *r = &m->row[i];

			if (!machine_state_title(m, str_of(r->from)) || !machine_state_title(m, str_of(r->to)) ||
			    !machine_event_title(m, str_of(r->event)))
				fail_msg("%s: %s %s %s", m->name, r->from, r->event, r->to);
			if (r->permission && !permission_known(r->permission))
				fail_msg("%s: permission %s", m->name, r->permission);
			if (machine_find(m, str_of(r->from), str_of(r->event)) != r)
				fail_msg("%s: %s %s is there twice", m->name, r->from, r->event);
			if (strlen(r->to) > 20)
				fail_msg("%s: %s is longer than its column", m->name, r->to);
		}
	}
}

static void
states_are_reached(void **state)
{
	(void)state;
	for (size_t k = 0; machines[k]; k++) {
		const machine *m = machines[k];
		bool reached[32] = { true };

		for (size_t round = 0; round < 32; round++)
			for (size_t i = 0; i < m->rows; i++)
				for (size_t f = 0; m->state[f].code; f++)
					for (size_t t = 0; reached[f] && m->state[t].code; t++)
						if (!strcmp(m->state[f].code, m->row[i].from) &&
						    !strcmp(m->state[t].code, m->row[i].to))
							reached[t] = true;
		for (size_t s = 0; m->state[s].code; s++)
			if (!reached[s])
				fail_msg("%s: %s is never reached", m->name, m->state[s].code);
		for (size_t e = 0; m->event[e].code; e++) {
			bool used = false;

			for (size_t i = 0; i < m->rows; i++)
				used = used || !strcmp(m->row[i].event, m->event[e].code);
			if (!used)
				fail_msg("%s: event %s leads nowhere", m->name, m->event[e].code);
		}
	}
}

/* Manual, 四: evaluator signs, site signs, evaluator seals; nothing skips a stage. */
static void
signing_order(void **state)
{
	const machine *m = &certificate_machine;

	(void)state;
	assert_null(machine_find(m, STR("draft"), STR("sign_site")));
	assert_null(machine_find(m, STR("draft"), STR("seal")));
	assert_null(machine_find(m, STR("evaluator_signed"), STR("seal")));
	assert_null(machine_find(m, STR("sealed"), STR("cancel")));
	IS(str_of(machine_find(m, STR("draft"), STR("sign_evaluation"))->to), "evaluator_signed");
	IS(str_of(machine_find(m, STR("evaluator_signed"), STR("sign_site"))->to), "site_signed");
	IS(str_of(machine_find(m, STR("site_signed"), STR("seal"))->to), "sealed");
}

static void
buttons(void **state)
{
	const machine_row *v[8];

	(void)state;
	assert_int_equal(machine_events(&candidate_machine, STR("manual"), v, 8), 2);
	IS(str_of(v[0]->event), "confirm");
	assert_int_equal(machine_events(&candidate_machine, STR("nowhere"), v, 8), 0);
	assert_int_equal(machine_events(&pilot_machine, STR("opined"), v, 2), 2);
	IS(machine_refusal(a, &plan_machine, STR("published"), STR("publish")),
	    "考试计划的状态为“已发布”时不能“发布”，目前可以：取消计划、结束计划");
	IS(machine_refusal(a, &review_machine, STR("submitted"), STR("decline")),
	    "专家评审任务的状态为“已提交”时不能“申请回避”");
	IS(str_of(machine_state_title(&candidate_machine, STR("manual"))), "需人工确认");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(tables_are_sound), TEST(states_are_reached), TEST(signing_order),
		TEST(buttons) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
