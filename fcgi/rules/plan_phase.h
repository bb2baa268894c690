/*
 * plan_phase.h: the five windows of an exam plan, and what may be done when, by whom (manual, 三 考试流程; spec 2.5).
 * A window is half-open, [open, close). The phase is computed from the clock at every question and never stored.
 * Times are microseconds UTC (base/clock.h); people read them in Asia/Shanghai.
 */
#ifndef RULES_PLAN_PHASE_H
#define RULES_PLAN_PHASE_H

#include "base/arena.h"

typedef enum plan_window {
	WINDOW_REGISTRATION, /* 报考 */
	WINDOW_SCHEDULING,   /* 排考 */
	WINDOW_EXAM,	     /* 考试 */
	WINDOW_SCORE_ENTRY,  /* 成绩登记 */
	WINDOW_PUBLICITY,    /* 成绩公示 */
	WINDOW_COUNT
} plan_window;

typedef struct plan_windows {
	i64 open[WINDOW_COUNT], close[WINDOW_COUNT];
	i64 published; /* when the plan was published; 0: not yet */
} plan_windows;

typedef enum plan_phase {
	PHASE_DRAFT,	    /* 未发布 */
	PHASE_BEFORE,	    /* published, 报考 not open yet */
	PHASE_REGISTRATION, /* the five, in the order of plan_window */
	PHASE_SCHEDULING,
	PHASE_EXAM,
	PHASE_SCORE_ENTRY,
	PHASE_PUBLICITY,
	PHASE_BETWEEN,	/* between two windows */
	PHASE_FINISHED, /* 成绩公示 is over: 发证流程 */
	PHASE_COUNT
} plan_phase;

typedef enum plan_act {
	ACT_SET_ROOMS, /* 设置考场: site; from publication until 排考 opens */
	ACT_REGISTER,  /* 报考: site */
	ACT_WITHDRAW,  /* 撤销报考: site */
	ACT_SCHEDULE,  /* 排考: evaluator */
	ACT_EXAM_RECORD, /* 签到与考场记录: site; records made without network arrive until 成绩登记 closes */
	ACT_ENTER_SCORES, /* 登记成绩: evaluator */
	ACT_SEE_RESULTS,  /* 查看公示成绩: school; candidates */
	ACT_ASK_REVIEW,	  /* 申请复核: school; candidates */
	ACT_SIGN,	  /* 签发、盖章: when 成绩公示 is over, without end */
	ACT_COUNT
} plan_act;

/* Short ASCII codes ("registration") and Chinese titles ("报考"), with NULL behind the last. */
extern const char *const plan_window_codes[WINDOW_COUNT + 1], *const plan_window_titles[WINDOW_COUNT + 1];
extern const char *const plan_phase_codes[PHASE_COUNT + 1], *const plan_phase_titles[PHASE_COUNT + 1];
const char *plan_act_title(plan_act act);
/* Who acts: role code ("school" or "evaluator") and Chinese ("考核站点"). */
const char *plan_act_role(plan_act act);
const char *plan_act_who(plan_act act);

/* The phase at a time. */
plan_phase plan_phase_at(const plan_windows *w, i64 now);
/* Where an act is permitted: [*from, *to); *to is INT64_MAX for "without end". An unpublished plan permits nothing.
 */
void plan_act_span(const plan_windows *w, plan_act act, i64 *from, i64 *to);
bool plan_permits(const plan_windows *w, plan_act act, i64 now);
/*
 * The answer to an act out of its window (E_WINDOW), a Chinese sentence with the window's times in Asia/Shanghai and
 * who may act: "现在不能排考：排考时间为 2026-05-06 08:00 至 2026-05-10 18:00，由培训评价组织操作，尚未开始".
 */
str plan_refusal(arena *a, const plan_windows *w, plan_act act, i64 now);
/*
 * Are the windows right: each opens before it closes, none opens before the one before it has closed? Adds faults at
 * "/windows/i/open" and "/windows/i/close". Returns true when nothing was added.
 */
bool plan_windows_check(const plan_windows *w, faults *fs);
/*
 * Is after an extension of before at this time: only closes that lie ahead were moved, only later, order kept?
 * Adds faults like plan_windows_check. (Spec 2.5: two persons and a reason are the caller's matter.)
 */
bool plan_extension_check(const plan_windows *before, const plan_windows *after, i64 now, faults *fs);

#endif
