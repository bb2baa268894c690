/*
 * registration.c: the checks and statements that make a registration. See registration.h.
 */
#include "data/registration.h"

#include "crypt/secret.h"
#include "data/quota.h"
#include "query/registration.h"

const char *
registration_open(db *d, registration_into *into, const char **member)
{
	struct registration_level level;
	struct registration_site site;

	*member = "level";
	if (!registration_level(d, into->plan, into->level, &level))
		return "本计划不含这个证书等级";
	into->rule = level.rule_id;
	into->certificate = level.certificate_id;
	*member = "site";
	if (!registration_site(d, into->site, into->evaluator, into->certificate, into->province, &site))
		return "不是本省已批准该证书的考核站点，或站点已被暂停";
	return NULL;
}

/* Neighbours of one class are told apart from others by a number of its school and name. */
static i64
class_key(arena *a, i64 school, str class_name)
{
	u8 hash[CRYPT_HASH];

	if (class_name.n == 0)
		return 0;
	crypt_hash(str_f(a, "%lld %.*s", (long long)school, STR_ARG(class_name)), hash);
	return (i64)(hash[0] << 16 | hash[1] << 8 | hash[2]) + 1;
}

i64
registration_make(db *d, const registration_into *into, i64 candidate, str *why)
{
	arena *a = db_arena(d);
	scope all = scope_all();
	struct registration_candidate c;
	struct registration_major major;
	struct registration_exists old;
	struct registration_elsewhere other;
	struct registration_overlap overlap;
	struct registration_as_staff staff;
	i64 quota, left, id;

	if (!registration_candidate(d, candidate, into->school, &all, &c)) {
		*why = STR("没有这个考生");
	} else if (!str_is(c.verification, "accurate")) {
		*why = str_f(a, "%.*s 的信息尚未认证为“信息准确”", STR_ARG(c.name));
	} else if (!registration_major(d, into->rule, c.major_id, &major)) {
		*why = str_f(a, "%.*s 的专业不在该证书等级的试点范围内", STR_ARG(c.name));
	} else if (registration_exists(d, into->plan, into->level, candidate, &old)) {
		*why = str_f(a, "%.*s 已在本计划报考这个证书等级", STR_ARG(c.name));
	} else if (registration_elsewhere(d, into->plan, into->level, c.document_index, &other)) {
		*why = str_f(
		    a, "%.*s 已由另一所学校在本计划报考这个证书等级，请核对该生是否在本校就读", STR_ARG(c.name));
	} else if (registration_overlap(d, candidate, into->plan, into->level, &overlap)) {
		*why = str_f(a, "%.*s 与计划“%.*s”的场次“%.*s”时间冲突", STR_ARG(c.name), STR_ARG(overlap.plan),
		    STR_ARG(overlap.session));
	} else if (registration_as_staff(d, candidate, into->plan, &staff)) {
		*why = str_f(a, "%.*s 是本计划的监考人员，不能报考", STR_ARG(c.name));
	} else if (!quota_take(d, into->school, into->level, c.major_id, into->year, 1,
		       &(quota_cause){ .plan = into->plan, .person = into->account }, &quota, &left)) {
		*why = quota ? str_f(a, "%.*s 所在专业的名额已用完（剩余 %lld）", STR_ARG(c.name), (long long)left)
			     : str_f(a, "%.*s 所在专业在本年度没有该证书等级的名额", STR_ARG(c.name));
	} else {
		id = registration_insert(d, &(struct registration_insert_in){ .plan_id = into->plan,
						.certificate_level_id = into->level,
						.candidate_id = candidate,
						.document_index = c.document_index,
						.school_id = into->school,
						.site_id = into->site,
						.evaluator_id = into->evaluator,
						.province = into->province,
						.quota_account_id = quota,
						.class_key = class_key(a, into->school, c.class_name),
						.import_batch_id = into->batch,
						.account_id = into->account });
		if (id)
			return id;
		*why = str_f(a, "%.*s 刚被另一请求报考", STR_ARG(c.name));
	}
	return 0;
}
