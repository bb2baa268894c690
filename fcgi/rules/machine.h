/*
 * machine.h: every life cycle of the platform as a table: in which state which event leads where, who may fire it,
 * and which further condition must hold. A table says what is possible; it changes nothing: the one fire() in api/
 * does the conditional update, the audit entry and the answer 409. Codes are those of the database; permissions are
 * names of rules/policy_table.h; guards are names that the caller of fire() knows.
 */
#ifndef RULES_MACHINE_H
#define RULES_MACHINE_H

#include "base/field.h"

typedef field_code machine_name;

typedef struct machine_row {
	const char *from, *event, *to;
	const char *permission; /* NULL: only the system fires it (a job, a clock, another machine) */
	const char *guard;	/* NULL: none */
} machine_row;

typedef struct machine {
	const char *name, *title;
	const machine_name *state; /* NULL-terminated; the first is where it begins */
	const machine_name *event; /* NULL-terminated */
	const machine_row *row;
	size_t rows;
} machine;

extern const machine organisation_machine, account_machine;	 /* 机构, 账号 */
extern const machine standard_machine, review_machine;		 /* 证书标准版本, 专家评审任务 */
extern const machine pilot_machine, quota_machine;		 /* 试点申报, 名额申报 */
extern const machine candidate_machine;				 /* 考生信息认证 */
extern const machine site_machine, site_state_machine;		 /* 考核站点申报, 考核站点 */
extern const machine plan_machine, window_change_machine;	 /* 考试计划, 时段延期 */
extern const machine registration_machine, schedule_machine;	 /* 报考, 排考 */
extern const machine result_machine, sheet_machine;		 /* 成绩, 成绩表 */
extern const machine score_review_machine, score_change_machine; /* 成绩复核, 成绩更改 */
extern const machine certificate_machine, batch_machine;	 /* 证书, 签发批次 */
extern const machine job_machine, import_machine;		 /* 任务, 导入 */
extern const machine consultation_machine, announcement_machine; /* 在线咨询, 通知公告 */

/* All of them, NULL-terminated: for tables, the API document and tests. */
extern const machine *const machines[];

/* The row of a state and an event; NULL when the event is not possible there. */
const machine_row *machine_find(const machine *m, str from, str event);
/* The rows possible from a state, in the table's order: the portal's buttons. At most max; returns how many. */
size_t machine_events(const machine *m, str from, const machine_row **v, size_t max);
/* Chinese title of a state or an event; NULL when the machine has no such. */
const char *machine_state_title(const machine *m, str code);
const char *machine_event_title(const machine *m, str code);
/* "状态为“已发布”时不能“发布”，目前可以：延期、取消": the sentence for E_STATE. */
str machine_refusal(arena *a, const machine *m, str from, str event);

#endif
