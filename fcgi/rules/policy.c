/*
 * policy.c: the gate over the policy table. See policy.h.
 */
#include "rules/policy.h"

#include <stddef.h>

#define ANY DUTY_ALL
#define ADMINISTRATOR DUTY_ADMINISTRATOR
#define OFFICER DUTY_OFFICER
#define SIGNER DUTY_SIGNER
#define SEALER DUTY_SEALER
#define AUDITOR DUTY_AUDITOR
#define EXPERT DUTY_EXPERT
#define platform duties[ROLE_PLATFORM]
#define office duties[ROLE_OFFICE]
#define evaluator duties[ROLE_EVALUATOR]
#define school duties[ROLE_SCHOOL]
#define expert duties[ROLE_EXPERT]

const policy_row policy_table[PERMISSION_COUNT] = {
	[PUBLIC] = { .name = "PUBLIC", .title = "公开" },
	[SIGNED_IN] = { .name = "SIGNED_IN",
	    .title = "登录即可",
	    .platform = ANY,
	    .office = ANY,
	    .evaluator = ANY,
	    .school = ANY,
	    .expert = ANY },
#define PERMISSION(code, text, ...) [code] = { .name = #code, .title = text, __VA_ARGS__ },
#include "rules/policy_table.h"
#undef PERMISSION
};

#undef platform
#undef office
#undef evaluator
#undef school
#undef expert

const char *const role_names[ROLE_COUNT] = { "platform", "office", "evaluator", "school", "expert" };
const char *const duty_names[6] = { "administrator", "exam_officer", "signer", "sealer", "auditor", "expert" };
const char *const duty_titles[6] = { "管理员", "考务人员", "签发人", "盖章人", "审计员", "评审专家" };

bool
role_from(str name, role *r)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (str_eq(name, str_of(role_names[i]))) {
			*r = (role)i;
			return true;
		}
	}
	return false;
}

int
duty_from(str name)
{
	for (int i = 0; i < 6; i++)
		if (str_eq(name, str_of(duty_names[i])))
			return 1 << i;
	return 0;
}

bool
policy_allows(permission p, role r, int duties)
{
	return p == PUBLIC || (policy_table[p].duties[r] & duties) != 0 ||
	       (p == SIGNED_IN && policy_table[p].duties[r] != 0);
}

static scope
scope_of(const identity *who, bool as_site)
{
	scope sc = scope_all();

	switch (who->role) {
	case ROLE_SCHOOL:
		if (as_site)
			sc.site_lo = sc.site_hi = who->organisation;
		else
			sc.school_lo = sc.school_hi = who->organisation;
		break;
	case ROLE_EVALUATOR:
		sc.evaluator_lo = sc.evaluator_hi = who->organisation;
		break;
	case ROLE_OFFICE:
		if (!str_is(who->province, "000000"))
			sc.province_lo = sc.province_hi = who->province;
		break;
	case ROLE_PLATFORM:
	case ROLE_EXPERT: /* an expert's statements bind the account itself */
	case ROLE_COUNT:
		break;
	}
	return sc;
}

error_code
policy_gate(permission p, const identity *who, scope *sc)
{
	const policy_row *row = &policy_table[p];
	int effective = who->second_factor ? who->duties : who->duties & ~DUTY_SECOND_FACTOR;

	*sc = scope_all();
	if (p == PUBLIC)
		return E_OK;
	if (who->account == 0)
		return E_SIGNED_OUT;
	*sc = scope_of(who, row->as_site);
	if (p == SIGNED_IN)
		return E_OK;
	if (who->password_change)
		return E_PASSWORD_CHANGE;
	if (row->duties[who->role] & effective)
		return E_OK;
	return row->duties[who->role] & who->duties ? E_SECOND_FACTOR : E_FORBIDDEN;
}
