/*
 * demo.c: the demonstration data: invented organisations and people, and it says so in every name. Document numbers
 * are of a county code that does not exist (1101 99) with right check digits. One plan stands in each phase. The late
 * phases' seats are in demo_seats.c, their scores and results in demo_exam.c, photos in demo_photo.c.
 */
#include "main/demo.h"

#include <stdio.h>

#include "base/clock.h"
#include "data/person.h"
#include "data/quota.h"
#include "data/registration.h"
#include "query/demo.h"
#include "query/organisation.h"
#include "query/plan.h"
#include "query/room.h"
#include "query/site.h"
#include "query/staff.h"
#include "rules/document_number.h"
#include "rules/mask.h"

enum { CANDIDATES = 60, QUOTA_EACH = 40, REGISTERED = 30 };

static const char *const surnames[] = { "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋",
	"沈", "韩", "杨", "欧阳", "司马" };
static const char *const given[] = { "演一", "演二", "演三", "示安", "示宁", "示清", "例新", "例文", "例远", "样和",
	"样明", "样𠮷" };

/* One account with its one-time password, printed for the newcomer. */
static i64
account(ctl *c, i64 organisation, const char *login, const char *name, const char *duties)
{
	str password = ctl_make_account(c, organisation, str_of(login), str_of(name), str_of(duties));

	printf("  %-22s %.*s   %s（%s）\n", login, STR_ARG(password), name, duties);
	return 0;
}

static i64
organisation(ctl *c, const char *role, const char *name, const char *number, const char *school_code,
    const char *certificate_code, const char *province)
{
	i64 id = organisation_insert(c->db, &(struct organisation_insert_in){ .role = str_of(role),
						.name = str_of(name),
						.code = str_of(number),
						.school_code = str_of(school_code),
						.certificate_code = str_of(certificate_code),
						.province = str_of(province),
						.state = STR("active"),
						.liaison_name = STR("演示联系人") });

	if (id == 0)
		arena_fail(c->a, E_EXISTS);
	return id;
}

static demo_level_facts
certificate_level(ctl *c, const demo *x, i64 certificate, i64 standard, i64 level, i64 evaluator)
{
	i64 id = demo_level(c->db, certificate, evaluator, level);
	i64 rule =
	    demo_rule(c->db, standard, id, evaluator, STR("理论与实操均须达到各自合格线，加权总分不低于合格线。"));

	demo_component(c->db, &(struct demo_component_in){ .level_rule_id = rule,
				  .number = STR("theory"),
				  .name = STR("理论"),
				  .kind = STR("theory"),
				  .weight = 4000,
				  .least = 6000,
				  .position = 1 });
	demo_component(c->db, &(struct demo_component_in){ .level_rule_id = rule,
				  .number = STR("practical"),
				  .name = STR("实操"),
				  .kind = STR("practical"),
				  .weight = 6000,
				  .least = 6000,
				  .position = 2 });
	for (size_t i = 0; i < x->majors; i++)
		demo_scope(c->db, rule, x->major[i].id);
	demo_fee(c->db, rule, STR("130000"), 30000);
	demo_fee(c->db, rule, STR("370000"), 32000);
	return (demo_level_facts){ .certificate = certificate, .level = id, .rule = rule, .evaluator = evaluator };
}

static void
certificate(
    ctl *c, demo *x, i64 evaluator, const char *number, const char *name, const char *english, const char *summary)
{
	i64 id = demo_certificate(c->db, &(struct demo_certificate_in){ .evaluator_id = evaluator,
					     .number = str_of(number),
					     .name = str_of(name),
					     .name_en = str_of(english),
					     .summary = str_of(summary) });
	i64 standard = demo_standard(c->db, id, evaluator, str_f(c->a, "%s职业技能等级标准（演示）", name));

	for (i64 level = 1; level <= 2; level++)
		x->level[x->levels++] = certificate_level(c, x, id, standard, level, evaluator);
}

/* 18 characters: county 110199 does not exist, so nobody holds the number. */
static str
document(ctl *c, i64 serial)
{
	str head = str_f(c->a, "110199%04lld%02lld%02lld%03lld", 2004LL + (long long)(serial % 2),
	    1LL + (long long)(serial % 12), 1LL + (long long)(serial % 28), 100LL + (long long)(serial % 900));

	return str_f(c->a, "%.*s%c", STR_ARG(head), document_check_digit(head));
}

static void
candidates(ctl *c, demo *x, demo_school *s, i64 office)
{
	struct demo_register_entry *entry = ARENA_ARRAY(c->a, struct demo_register_entry, CANDIDATES);
	i64 batch = demo_register(c->db, office, s->province, x->year, CANDIDATES);

	for (i64 i = 0; i < CANDIDATES; i++) {
		i64 serial = x->serial++;
		const struct demo_majors *m = &x->major[i / 20 % x->majors];
		str name = str_f(c->a, "%s%s", surnames[serial % 18], given[serial / 18 % 12]),
		    number = document(c, serial);
		str phone = str_f(c->a, "199%08lld", (long long)serial),
		    student = str_f(c->a, "Y%lld%04lld", (long long)x->year, (long long)i + 1);
		str type = STR(DOCUMENT_RESIDENT), index = person_document_index(c->a, c->me->ring, type, number);
		document_answer d = document_check(c->a, type, number, (document_day){ 0 });
		/* Ten wait for verification, two need a person, the rest are accurate. */
		str state = i >= 50 ? STR("pending") : i >= 48 ? STR("manual") : STR("accurate");

		s->candidate[i] = demo_candidate(c->db,
		    &(struct demo_candidate_in){ .school_id = s->id,
			.province = s->province,
			.name = name,
			.document_sealed = person_seal(c->a, c->me->ring, PERSON_CANDIDATE_DOCUMENT, index, number),
			.document_index = index,
			.document_mask = mask_document(c->a, number),
			.person_index = person_index(c->a, c->me->ring, name, number),
			.sex = str_is(d.sex, "1") ? 1 : 2,
			.birth_date = d.birth,
			.ethnicity = STR("01"),
			.phone_sealed = person_seal(c->a, c->me->ring, PERSON_CANDIDATE_PHONE, index, phone),
			.phone_mask = mask_phone(c->a, phone),
			.student_number = student,
			.major_id = m->id,
			.enrol_year = x->year - 2,
			.class_name =
			    str_f(c->a, "化工%lld%02lld班", (long long)x->year % 100 - 2, (long long)i / 20 + 1),
			.verification = state,
			.reasons = str_is(state, "manual")
				       ? str_f(c->a,
					     "[{\"field\":\"enrolment_year\",\"title\":\"入学年份\",\"own\":\"%lld\","
					     "\"register\":\"%lld\",\"text\":\"入学年份与学籍不同\"}]",
					     (long long)x->year - 2, (long long)x->year - 3)
				       : STR("[]") });
		entry[i] = (struct demo_register_entry){ .register_batch_id = batch,
			.year = x->year,
			.province = s->province,
			.school_id = s->id,
			.school_code = s->school_code,
			.school_name = s->name,
			.name = name,
			.document_index = index,
			.student_number = student,
			.major_code = m->code,
			.major_name = m->name,
			.enrol_year = str_is(state, "manual") ? x->year - 3 : x->year - 2 };
	}
	demo_register_entry(c->db, entry, CANDIDATES);
}

static void
pilots_and_quota(ctl *c, const demo *x, const demo_school *s)
{
	for (size_t e = 0; e < 2; e++) {
		i64 application =
		    demo_pilot_application(c->db, &(struct demo_pilot_application_in){ s->id, s->province,
						      x->evaluator[e], x->year, STR("approved") });

		for (size_t i = 0; i < x->levels; i++) {
			const demo_level_facts *l = &x->level[i];

			if (l->evaluator != x->evaluator[e])
				continue;
			demo_pilot_item(c->db, application, l->level, x->major[0].id, CANDIDATES);
			demo_pilot(c->db,
			    &(struct demo_pilot_in){ s->id, s->province, l->evaluator, l->level, application });
			for (size_t m = 0; m < 3; m++)
				quota_grant(c->db,
				    &(quota_key){ .school = s->id,
					.evaluator = l->evaluator,
					.certificate_level = l->level,
					.major = x->major[m].id,
					.year = x->year,
					.province = s->province },
				    QUOTA_EACH * 4, 0, 0, STR("演示名额"));
		}
	}
}

static void
rooms(ctl *c, demo_site *site, const demo_school *s)
{
	static const struct {
		const char *name, *kind;
		i64 rows, columns;
	} plan[] = { { "301 教室", "theory", 6, 6 }, { "302 教室", "theory", 6, 6 },
		{ "精馏仿真机房", "practical", 5, 6 } };

	for (size_t i = 0; i < 3; i++)
		site->room[i] = room_insert(c->db, &(struct room_insert_in){ .site_id = site->id,
						       .school_id = s->id,
						       .evaluator_id = site->evaluator,
						       .province = s->province,
						       .building = STR("实训楼"),
						       .name = str_of(plan[i].name),
						       .kind = str_of(plan[i].kind),
						       .row_count = plan[i].rows,
						       .column_count = plan[i].columns,
						       .capacity = plan[i].rows * plan[i].columns,
						       .equipment = i == 2 ? 30 : 0,
						       .note = STR("") });
}

static void
site_and_staff(ctl *c, demo *x, demo_school *s)
{
	static const char *const item[][2] = { { "teaching", "双师型教师" }, { "equipment", "精馏仿真工作站" },
		{ "premises", "标准化考场" } };

	for (size_t e = 0; e < 2; e++) {
		demo_site *site = &s->site[e];
		i64 application = demo_site_application(c->db, s->id, s->province, x->evaluator[e], STR("approved"));

		site->evaluator = x->evaluator[e];
		for (size_t i = 0; i < 3; i++)
			demo_site_item(c->db, &(struct demo_site_item_in){ application, str_of(item[i][0]), (i64)i,
						  str_of(item[i][1]), 10, STR("accepted") });
		site->id = site_insert(c->db, &(struct site_insert_in){ .school_id = s->id,
						  .province = s->province,
						  .evaluator_id = x->evaluator[e],
						  .number = str_f(c->a, "%04lld", (long long)++x->sites),
						  .name = s->name,
						  .address = STR("演示市示例路 1 号"),
						  .site_application_id = application });
		for (size_t i = 0; i < x->levels; i += 2) {
			if (x->level[i].evaluator != x->evaluator[e])
				continue;
			demo_site_certificate(c->db, application, x->level[i].certificate);
			site_certificate_put(c->db, site->id, x->level[i].certificate);
		}
		rooms(c, site, s);
	}
	for (i64 i = 0; i < 8; i++) {
		i64 serial = 3000 + x->serial++;
		str number = document(c, serial), type = STR(DOCUMENT_RESIDENT);
		str index = person_document_index(c->a, c->me->ring, type, number);
		str phone = str_f(c->a, "198%08lld", (long long)serial);

		staff_insert(c->db,
		    &(struct staff_insert_in){ .school_id = s->id,
			.province = s->province,
			.kind = i < 6 ? STR("invigilator") : STR("examiner"),
			.name = str_f(c->a, "%s监考%c", surnames[serial % 18], 'A' + (char)i),
			.document_type = type,
			.document_sealed = person_seal(c->a, c->me->ring, PERSON_STAFF_DOCUMENT, index, number),
			.document_index = index,
			.document_mask = mask_document(c->a, number),
			.phone_sealed = person_seal(c->a, c->me->ring, PERSON_STAFF_PHONE, index, phone),
			.phone_mask = mask_phone(c->a, phone) });
	}
}

/* Registers the school's first candidates in a plan, as its officer would have. */
static void
registrations(ctl *c, demo *x, const demo_plan_facts *p, const demo_school *s)
{
	const demo_level_facts *l = p->level;
	registration_into into = { .plan = p->id,
		.evaluator = l->evaluator,
		.year = x->year,
		.level = l->level,
		.school = s->id,
		.site = s->site[l->evaluator == x->evaluator[1]].id,
		.province = s->province };
	const char *member, *wrong = registration_open(c->db, &into, &member);
	str why;

	if (wrong) {
		fprintf(stderr, "demo: %s\n", wrong);
		arena_fail(c->a, E_BUG);
	}
	for (size_t i = 0; i < REGISTERED; i++) {
		if (registration_make(c->db, &into, s->candidate[i], &why) == 0) {
			fprintf(stderr, "demo: %.*s\n", STR_ARG(why));
			arena_fail(c->a, E_BUG);
		}
	}
}

/* The days from today on which registration opens put the plan into its phase (windows: 0–10, 10–15, 16–20, 20–28,
 * 28–38). */
static void
plans(ctl *c, demo *x)
{
	static const struct {
		const char *name, *kind;
		i64 first_day;
		size_t level;
	} plan[DEMO_PLANS] = { { "上半年第一期（已结束）", "regular", -45, 0 },
		{ "上半年第二期（公示中）", "regular", -30, 0 }, { "上半年第三期（成绩登记中）", "regular", -22, 1 },
		{ "增补一期（考试中）", "additional", -17, 0 }, { "增补二期（排考中）", "additional", -11, 1 },
		{ "下半年第一期（报考中）", "regular", -3, 0 }, { "下半年第二期（待报考）", "regular", 20, 0 },
		{ "HAZOP 分析专场（报考中）", "regular", -2, 2 } };

	for (size_t i = 0; i < DEMO_PLANS; i++) {
		demo_plan_facts *p = &x->plan[i];

		p->level = &x->level[plan[i].level];
		p->id = demo_plan(c->db, &(struct demo_plan_in){ .evaluator_id = p->level->evaluator,
					     .number = str_f(c->a, "DEMO-%lld-%02zu", (long long)x->year, i + 1),
					     .name = str_of(plan[i].name),
					     .kind = str_of(plan[i].kind),
					     .year = x->year,
					     .first_day = plan[i].first_day });
		plan_level_insert(c->db, p->id, p->level->level, p->level->rule);
		for (size_t s = 0; s < DEMO_SCHOOLS; s++) {
			const demo_site *site = &x->school[s].site[p->level->evaluator == x->evaluator[1]];

			for (size_t k = 0; k < 3; k++)
				plan_room_insert(c->db, &(struct plan_room_insert_in){ p->id, site->room[k], site->id,
							    x->school[s].id, site->evaluator });
			if (plan[i].first_day <= 0)
				registrations(c, x, p, &x->school[s]);
		}
	}
}

static void
schools(ctl *c, demo *x, const i64 *office)
{
	static const char *const row[DEMO_SCHOOLS][4] = { { "演示化工职业学院", "12990000MB0000013X", "4199000001",
							      "130000" },
		{ "演示石化职业技术学院", "12990000MB0000021R", "4199000002", "130000" },
		{ "演示海滨职业学院", "12990000MB000003XL", "4199000003", "370000" } };
	static const char *const login[DEMO_SCHOOLS][2] = { { "school-1", "school-1-signer" },
		{ "school-2", "school-2-signer" }, { "school-3", "school-3-signer" } };

	for (size_t i = 0; i < DEMO_SCHOOLS; i++) {
		demo_school *s = &x->school[i];

		s->name = str_of(row[i][0]);
		s->school_code = str_of(row[i][2]);
		s->province = str_of(row[i][3]);
		s->id = organisation(c, "school", row[i][0], row[i][1], row[i][2], NULL, row[i][3]);
		account(c, s->id, login[i][0], "考务员", "administrator exam_officer auditor");
		account(c, s->id, login[i][1], "签发人", "signer");
		candidates(c, x, s, office[i == 2]);
		pilots_and_quota(c, x, s);
		site_and_staff(c, x, s);
	}
}

static error_code
fill(void *arg)
{
	demo *x = arg;
	ctl *c = x->c;
	i64 platform = ctl_operator(c), office[2], now = clock_now() / CLOCK_DAY;
	int year, month, day;

	clock_civil(now, &year, &month, &day);
	x->year = year;
	x->majors = demo_majors(c->db, &x->major);
	account(c, platform, "operator", "平台操作员", "administrator exam_officer auditor");
	account(c, platform, "expert-1", "评审专家甲", "expert");
	account(c, platform, "expert-2", "评审专家乙", "expert");
	organisation(c, "office", "国家 1+X 办公室（演示）", "11990000MB00000056", NULL, NULL, "000000");
	office[0] =
	    organisation(c, "office", "甲省教育厅 1+X 办公室（演示）", "11990000MB0000064Y", NULL, NULL, "130000");
	office[1] =
	    organisation(c, "office", "乙省教育厅 1+X 办公室（演示）", "11990000MB0000072R", NULL, NULL, "370000");
	account(c, office[0], "office-1", "省级审批员", "administrator exam_officer auditor");
	account(c, office[1], "office-2", "省级审批员", "administrator exam_officer auditor");
	x->evaluator[0] =
	    organisation(c, "evaluator", "演示化工评价组织", "91990000MA0000080A", NULL, "990000010", "130000");
	x->evaluator[1] =
	    organisation(c, "evaluator", "演示安全评价组织", "91990000MA00000994", NULL, "990000029", "370000");
	account(c, x->evaluator[0], "evaluator-1", "考务员", "administrator exam_officer auditor");
	account(c, x->evaluator[0], "evaluator-1-officer", "考务员乙", "exam_officer");
	account(c, x->evaluator[0], "evaluator-1-signer", "签发人", "signer");
	account(c, x->evaluator[0], "evaluator-1-sealer", "盖章人", "sealer");
	account(c, x->evaluator[1], "evaluator-2", "考务员", "administrator exam_officer auditor");
	account(c, x->evaluator[1], "evaluator-2-signer", "签发人", "signer");
	account(c, x->evaluator[1], "evaluator-2-sealer", "盖章人", "sealer");
	certificate(c, x, x->evaluator[0], "001", "化工精馏安全控制", "Chemical Distillation Safety Control",
	    "面向化工精馏操作岗位，考核安全控制与应急处置能力。（演示）");
	certificate(c, x, x->evaluator[1], "002", "化工危险与可操作性（HAZOP）分析",
	    "Chemical Hazard and Operability (HAZOP) Analysis",
	    "面向工艺安全分析岗位，考核 HAZOP 分析能力。（演示）");
	for (size_t i = 0; i < 2; i++) {
		str province = i ? STR("370000") : STR("130000");

		demo_window(c->db, province, STR("pilot"), x->year);
		demo_window(c->db, province, STR("quota"), x->year);
	}
	schools(c, x, office);
	plans(c, x);
	demo_portal(x, platform);
	demo_photos(x);
	demo_exams(x);
	return E_OK;
}

int
ctl_demo(ctl *c, int argc, char **argv)
{
	demo *x = ARENA_NEW(c->a, demo);

	(void)argc;
	(void)argv;
	x->c = c;
	x->serial = 1;
	return db_transaction(c->db, fill, x) == E_OK ? 0 : 1;
}
