/*
 * consultation.c: 在线咨询: anybody asks and gets a ticket code, with which alone the question and its answer are
 * seen again; the organisation that was asked answers, and may publish both. How to reach the asker is sealed.
 */
#include "query/consultation.h"

#include "api/routes.h"
#include "crypt/secret.h"
#include "data/notify.h"
#include "data/setting.h"
#include "query/organisation.h"
#include "rules/checks.h"
#include "web/fire.h"
#include "web/limit.h"
#include "web/page.h"

enum { HOUR = 3600 };

static const char *const states[] = { "open", "answered", "closed", NULL };
static const char *const state_titles[] = { "待答复", "已答复", "已关闭", NULL };

struct consultation_input {
	str subject, question, contact;
	i64 organisation;
};
#define S struct consultation_input
FIELD_TABLE(consultation_input_table, "ConsultationInput", S,
    FIELD_STR(S, subject, .title = "主题", .required = true, .min = 2, .max = 120, .check = check_plain_text),
    FIELD_STR(S, question, .title = "问题", .required = true, .lines = true, .min = 4, .max = 4000),
    FIELD_STR(S, contact, .title = "联系方式", .max = 60, .check = check_plain_text,
	.note = "选填，加密保存，只有答复的机构可见"),
    FIELD_ID(S, organisation, .title = "咨询的机构", .note = "不填为平台"));
#undef S

struct consultation_answer {
	str answer;
	bool public;
	i64 version;
};
#define S struct consultation_answer
FIELD_TABLE(consultation_answer_table, "ConsultationAnswer", S,
    FIELD_STR(S, answer, .title = "答复", .required = true, .lines = true, .min = 2, .max = 4000),
    FIELD_BOOL(S, public, .title = "公开问答"), FIELD_INT(S, version, .title = "版本", .required = true, .min = 1));
#undef S

struct consultation_query {
	PAGE_ASK;
	str state, q;
};
#define S struct consultation_query
FIELD_TABLE(consultation_query_table, "ConsultationQuery", S, PAGE_ASKED(S, consultation_list),
    FIELD_STR(S, state, .title = "状态", .options = states, .labels = state_titles),
    FIELD_STR(S, q, .title = "主题或问题包含", .max = 64));
#undef S

struct consultation_public_query {
	PAGE_ASK;
	str q;
};
#define S struct consultation_public_query
FIELD_TABLE(consultation_public_query_table, "ConsultationPublicQuery", S, PAGE_ASKED(S, consultation_public_list),
    FIELD_STR(S, q, .title = "主题或问题包含", .max = 64));
#undef S

struct ticket_view {
	str ticket;
};
FIELD_TABLE(consultation_ticket_answer, "ConsultationTicket", struct ticket_view,
    FIELD_STR(struct ticket_view, ticket, .title = "咨询编码", .note = "只显示这一次，凭它查看答复"));

#define S struct consultation_by_ticket
FIELD_TABLE(consultation_by_ticket_answer, "ConsultationAsked", S, FIELD_STR(S, subject, .title = "主题"),
    FIELD_STR(S, question, .title = "问题"), FIELD_STR(S, answer, .title = "答复", .maybe = true),
    FIELD_STR(S, organisation, .title = "咨询的机构"),
    FIELD_STR(S, state, .title = "状态", .options = states, .labels = state_titles),
    FIELD_TIME(S, answered_at, .title = "答复时间", .maybe = true), FIELD_TIME(S, created_at, .title = "提交时间"));
#undef S

#define S struct consultation_list
FIELD_TABLE(consultation_item, "ConsultationItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, subject, .title = "主题"), FIELD_STR(S, question, .title = "问题"),
    FIELD_STR(S, state, .title = "状态", .options = states, .labels = state_titles),
    FIELD_BOOL(S, public, .title = "公开"), FIELD_TIME(S, answered_at, .title = "答复时间", .maybe = true),
    FIELD_TIME(S, created_at, .title = "提交时间"), FIELD_INT(S, version, .title = "版本"));
#undef S

struct consultation_view {
	struct consultation_get v;
	str contact;
	list actions;
};
#define S struct consultation_view
FIELD_TABLE(consultation_view_answer, "Consultation", S, FIELD_AS(F_ID, i64, S, v.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, v.subject, "subject", .title = "主题"),
    FIELD_AS(F_STR, str, S, v.question, "question", .title = "问题"),
    FIELD_STR(S, contact, .title = "联系方式", .maybe = true),
    FIELD_AS(F_STR, str, S, v.answer, "answer", .title = "答复", .maybe = true),
    FIELD_AS(F_BOOL, bool, S, v.is_public, "public", .title = "公开"),
    FIELD_AS(F_STR, str, S, v.state, "state", .title = "状态", .options = states, .labels = state_titles),
    FIELD_AS(F_TIME, i64, S, v.answered_at, "answered_at", .title = "答复时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, v.created_at, "created_at", .title = "提交时间"),
    FIELD_AS(F_INT, i64, S, v.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可做的操作"));
#undef S

struct consultation_moved {
	i64 id;
	str state;
};
FIELD_TABLE(consultation_moved_answer, "ConsultationMoved", struct consultation_moved,
    FIELD_ID(struct consultation_moved, id, .title = "编号"),
    FIELD_STR(struct consultation_moved, state, .title = "状态", .options = states, .labels = state_titles));

#define S struct consultation_public_list
FIELD_TABLE(consultation_public_item, "ConsultationPublicItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, subject, .title = "主题"), FIELD_STR(S, question, .title = "问题"),
    FIELD_STR(S, answer, .title = "答复"), FIELD_STR(S, organisation, .title = "答复机构"),
    FIELD_TIME(S, answered_at, .title = "答复时间"));
#undef S

static str
contact_context(request *r, str ticket_hash)
{
	return str_f(r->a, "consultation.contact:%.*s", STR_ARG(str_hex(r->a, ticket_hash.p, ticket_hash.n)));
}

/* Whom it is addressed to: the platform, or an office or evaluation organisation that the asker chose. */
static i64
addressee(request *r, i64 organisation)
{
	struct organisation_active o;
	struct organisation_platform p;

	if (organisation) {
		if (organisation_active(r->db, organisation, &o) && !str_is(o.role, "school"))
			return o.id;
		faults_at(&r->faults, "/organisation", "没有这个机构，或该机构不受理在线咨询");
		return 0;
	}
	if (!organisation_platform(r->db, &p))
		arena_fail(r->a, E_BUG);
	return p.id;
}

static error_code
consultation_ask(request *r)
{
	const struct consultation_input *in = r->in;
	str from = limit_address(r), hash, sealed = { NULL, 0 };
	char ticket[CRYPT_TOKEN];
	u8 sum[CRYPT_HASH];
	error_code e;
	i64 to, id;

	if ((e = limit_check(r, "question", from, HOUR)) != E_OK)
		return e;
	to = addressee(r, in->organisation);
	if (request_checked(r) != E_OK)
		return E_INVALID;
	crypt_token(ticket);
	crypt_hash(str_of(ticket), sum);
	hash = (str){ (const char *)sum, sizeof sum };
	if (in->contact.n)
		sealed = field_seal(r->a, r->w->ring, contact_context(r, hash), in->contact);
	id = consultation_insert(r->db, &(struct consultation_insert_in){ .ticket_hash = hash,
					    .organisation_id = to,
					    .subject = in->subject,
					    .question = in->question,
					    .contact_sealed = sealed });
	limit_count(r, "question", from, HOUR, setting_int(r->db, "public.questions_per_hour"));
	notify(r->db, &(notice){ .organisation = to,
			  .duty = STR("exam_officer"),
			  .kind = STR("consultation_asked"),
			  .title = STR("收到新的在线咨询"),
			  .body = in->subject,
			  .subject_kind = STR("consultation"),
			  .subject_id = id });
	r->audit_subject = id;
	r->status = 201;
	ANSWER(r, consultation_ticket_answer, &((struct ticket_view){ str_of(ticket) }));
	return E_OK;
}

static error_code
consultation_by_code(request *r)
{
	struct consultation_by_ticket v;
	u8 sum[CRYPT_HASH];

	crypt_hash(r->text[0], sum);
	if (r->text[0].n != CRYPT_TOKEN - 1 ||
	    !consultation_by_ticket(r->db, (str){ (const char *)sum, sizeof sum }, &v))
		return request_refuse(r, E_NOT_FOUND, "没有这个咨询编码，请核对后重新输入");
	ANSWER(r, consultation_by_ticket_answer, &v);
	return E_OK;
}

static error_code
consultation_index(request *r)
{
	const struct consultation_query *q = r->q;
	struct consultation_list *v;
	size_t n = consultation_list(r->db,
	    &(struct consultation_list_in){ .organisation_id = r->who.organisation,
		.state = q->state,
		.q = q->q,
		.page = page_of(r, &q->ask, &consultation_list_page) },
	    &v);

	PAGE(r, &q->ask, consultation_list, consultation_item, v, n);
	return E_OK;
}

static error_code
consultation_show(request *r)
{
	struct consultation_view v = { 0 };

	if (!consultation_get(r->db, r->id[0], r->who.organisation, &v.v))
		return E_NOT_FOUND;
	if (v.v.contact_sealed.p &&
	    !field_open(r->a, r->w->ring, contact_context(r, v.v.ticket_hash), v.v.contact_sealed, &v.contact))
		return E_BUG;
	v.actions = fire_possible(r, &consultation_machine, v.v.state);
	ANSWER(r, consultation_view_answer, &v);
	return E_OK;
}

static error_code
answered(request *r, i64 id, str state)
{
	ANSWER(r, consultation_moved_answer, &((struct consultation_moved){ id, state }));
	return E_OK;
}

static error_code
consultation_reply(request *r)
{
	const struct consultation_answer *in = r->in;
	struct consultation_get v;
	error_code e;
	str to;

	if (!consultation_get(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	if ((e = fire(r, &consultation_machine, v.state, "answer", &to)) != E_OK)
		return e;
	if (consultation_answer_set(r->db, &(struct consultation_answer_set_in){ .answer = in->answer,
					       .answered_by = r->who.account,
					       .is_public = in->public,
					       .to_state = to,
					       .id = v.id,
					       .from_state = v.state,
					       .version = in->version }) == 0)
		return E_CONFLICT;
	return answered(r, v.id, to);
}

static error_code
consultation_close(request *r)
{
	struct consultation_get v;
	error_code e;
	str to;

	if (!consultation_get(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	if ((e = fire(r, &consultation_machine, v.state, "close", &to)) != E_OK)
		return e;
	if (consultation_move(r->db, to, v.id, v.state) == 0)
		return E_CONFLICT;
	return answered(r, v.id, to);
}

/* What was answered last comes first. */
static error_code
consultation_public_index(request *r)
{
	const struct consultation_public_query *q = r->q;
	page_ask ask = q->ask;
	struct consultation_public_list *v;
	size_t n;

	if (ask.sort.p == NULL) {
		ask.sort = STR("answered_at");
		ask.order = ask.order.p ? ask.order : STR("desc");
	}
	n = consultation_public_list(r->db,
	    &(struct consultation_public_list_in){
		.q = q->q, .page = page_of(r, &ask, &consultation_public_list_page) },
	    &v);
	PAGE(r, &ask, consultation_public_list, consultation_public_item, v, n);
	return E_OK;
}

ROUTES(consultation,
    ROUTE(POST, "/public/consultations", consultation_ask, PUBLIC, "提交在线咨询", .in = &consultation_input_table,
	.answer = &consultation_ticket_answer, .write = true),
    ROUTE(GET, "/public/consultations", consultation_public_index, PUBLIC, "公开的问答",
	.query = &consultation_public_query_table, .items = &consultation_public_item),
    ROUTE(GET, "/public/consultations/{ticket}", consultation_by_code, PUBLIC, "按编码查看咨询",
	.answer = &consultation_by_ticket_answer),
    ROUTE(GET, "/consultations", consultation_index, CONSULTATION_ANSWER, "收到的咨询",
	.query = &consultation_query_table, .items = &consultation_item),
    ROUTE(GET, "/consultations/{id}", consultation_show, CONSULTATION_ANSWER, "咨询详情",
	.answer = &consultation_view_answer),
    ROUTE(POST, "/consultations/{id}/answer", consultation_reply, CONSULTATION_ANSWER, "答复咨询",
	.in = &consultation_answer_table, .answer = &consultation_moved_answer, .write = true),
    ROUTE(POST, "/consultations/{id}/close", consultation_close, CONSULTATION_ANSWER, "关闭咨询",
	.answer = &consultation_moved_answer, .write = true));
