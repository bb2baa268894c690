/*
 * policy.h: who may do what, and on which part of the data. One table (policy_table.h), one gate.
 * A permission is granted to a role through duties (spec.md, section 1); the scope follows from the role: a school
 * its own rows, an evaluation organisation its own, an office its province. Nothing else in the system decides
 * access.
 */
#ifndef RULES_POLICY_H
#define RULES_POLICY_H

#include "base/error.h"
#include "data/scope.h"

/* Roles: 综合业务管理, 教育行政部门, 培训评价组织, 试点院校业务, 专家评审. */
typedef enum role { ROLE_PLATFORM, ROLE_OFFICE, ROLE_EVALUATOR, ROLE_SCHOOL, ROLE_EXPERT, ROLE_COUNT } role;

/* Duties 岗位; one person may hold several. */
enum {
	DUTY_ADMINISTRATOR = 1, /* 管理员: accounts of the own organisation */
	DUTY_OFFICER = 2,	/* 考务人员 */
	DUTY_SIGNER = 4,	/* 签发人 */
	DUTY_SEALER = 8,	/* 盖章人 */
	DUTY_AUDITOR = 16,	/* 审计员: reads, incl. the audit trail */
	DUTY_EXPERT = 32,	/* 评审专家 */
	DUTY_ALL = 63,
	/* These act only in a session that passed the one-time password (spec.md, section 1). */
	DUTY_SECOND_FACTOR = DUTY_ADMINISTRATOR | DUTY_SIGNER | DUTY_SEALER,
};

typedef enum permission {
	PUBLIC,	   /* anyone, no session */
	SIGNED_IN, /* any session, whatever its state: one's own account */
#define PERMISSION(code, title, ...) code,
#include "rules/policy_table.h"
#undef PERMISSION
	PERMISSION_COUNT
} permission;

typedef struct policy_row {
	const char *name, *title; /* "PLAN_EDIT", "编辑考试计划" */
	int duties[ROLE_COUNT];	  /* by role: the duties of which one suffices; 0: the role may not */
	bool as_site;		  /* a school acts as exam site: its scope is site_*, not school_* */
} policy_row;

extern const policy_row policy_table[PERMISSION_COUNT];

/* Who is signed in; made by web/session from the session's row. */
typedef struct identity {
	i64 account, organisation;
	role role;
	int duties;	      /* DUTY_… */
	bool second_factor;   /* the session passed the one-time password */
	bool password_change; /* only the password may be changed now */
	str province;	      /* of the organisation; "000000" is national */
	str name, login;      /* for the audit trail */
	str session;	      /* hash of the token, 32 bytes */
} identity;

/* E_OK and the scope, or E_SIGNED_OUT, E_PASSWORD_CHANGE, E_SECOND_FACTOR, E_FORBIDDEN. who->account is 0 for nobody.
 */
error_code policy_gate(permission p, const identity *who, scope *sc);
/* Would the gate let a person of this role with these duties and a second factor pass? For tables and tests. */
bool policy_allows(permission p, role r, int duties);

extern const char *const role_names[ROLE_COUNT]; /* "platform" … */
bool role_from(str name, role *r);
/* One duty's code ("exam_officer") and Chinese title by bit number 0..5. */
extern const char *const duty_names[6], *const duty_titles[6];
/* The bit of a duty's code, 0 when unknown. */
int duty_from(str name);

#endif
