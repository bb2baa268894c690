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
	PAGE_MEMBERS;
	str state;
};
FIELD_TABLE(consultation_query_table, "ConsultationQuery", struct consultation_query,
    PAGE_FIELDS(struct consultation_query),
    FIELD_STR(struct consultation_query, state, .title = "状态", .options = states));

struct consultation_public_query {
	PAGE_MEMBERS;
};
FIELD_TABLE(consultation_public_query_table, "ConsultationPublicQuery", struct consultation_public_query,
    PAGE_FIELDS(struct consultation_public_query));

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
	jw_open(&r->out);
	jw_kstr(&r->out, "ticket", str_of(ticket));
	jw_close(&r->out);
	return E_OK;
}

static error_code
consultation_by_code(request *r)
{
	struct consultation_by_ticket v;
	u8 sum[CRYPT_HASH];
	json *j = &r->out;

	crypt_hash(r->text[0], sum);
	if (r->text[0].n != CRYPT_TOKEN - 1 ||
	    !consultation_by_ticket(r->db, (str){ (const char *)sum, sizeof sum }, &v))
		return request_refuse(r, E_NOT_FOUND, "没有这个咨询编码，请核对后重新输入");
	jw_open(j);
	jw_kstr(j, "subject", v.subject);
	jw_kstr(j, "question", v.question);
	jw_kstr(j, "answer", v.answer);
	jw_kstr(j, "organisation", v.organisation);
	jw_kstr(j, "state", v.state);
	jw_ktime(j, "answered_at", v.answered_at);
	jw_ktime(j, "created_at", v.created_at);
	jw_close(j);
	return E_OK;
}

static void
consultation_item(json *j, const void *row)
{
	const struct consultation_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "subject", v->subject);
	jw_kstr(j, "question", v->question);
	jw_kstr(j, "state", v->state);
	jw_kbool(j, "public", v->is_public);
	jw_ktime(j, "answered_at", v->answered_at);
	jw_ktime(j, "created_at", v->created_at);
	jw_ki64(j, "version", v->version);
	jw_close(j);
}

static error_code
consultation_index(request *r)
{
	const struct consultation_query *q = r->q;
	struct consultation_list *v;
	size_t n =
	    consultation_list(r->db, r->who.organisation, q->state, page_before(q->after), page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, consultation_item);
	return E_OK;
}

static error_code
consultation_show(request *r)
{
	struct consultation_get v;
	str contact = { NULL, 0 };
	json *j = &r->out;

	if (!consultation_get(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	if (v.contact_sealed.p &&
	    !field_open(r->a, r->w->ring, contact_context(r, v.ticket_hash), v.contact_sealed, &contact))
		return E_BUG;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kstr(j, "subject", v.subject);
	jw_kstr(j, "question", v.question);
	jw_kstr(j, "contact", contact);
	jw_kstr(j, "answer", v.answer);
	jw_kbool(j, "public", v.is_public);
	jw_kstr(j, "state", v.state);
	jw_ktime(j, "answered_at", v.answered_at);
	jw_ktime(j, "created_at", v.created_at);
	jw_ki64(j, "version", v.version);
	fire_actions(r, &consultation_machine, v.state);
	jw_close(j);
	return E_OK;
}

static error_code
answered(request *r, i64 id, str state)
{
	jw_open(&r->out);
	jw_kid(&r->out, "id", id);
	jw_kstr(&r->out, "state", state);
	jw_close(&r->out);
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

static void
consultation_public_item(json *j, const void *row)
{
	const struct consultation_public_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "subject", v->subject);
	jw_kstr(j, "question", v->question);
	jw_kstr(j, "answer", v->answer);
	jw_kstr(j, "organisation", v->organisation);
	jw_ktime(j, "answered_at", v->answered_at);
	jw_close(j);
}

static error_code
consultation_public_index(request *r)
{
	const struct consultation_public_query *q = r->q;
	struct consultation_public_list *v;
	size_t n = consultation_public_list(r->db, page_before(q->after), page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, consultation_public_item);
	return E_OK;
}

ROUTES(consultation,
    ROUTE(POST, "/public/consultations", consultation_ask, PUBLIC, "提交在线咨询", .in = &consultation_input_table,
	.write = true),
    ROUTE(GET, "/public/consultations", consultation_public_index, PUBLIC, "公开的问答",
	.query = &consultation_public_query_table),
    ROUTE(GET, "/public/consultations/{ticket}", consultation_by_code, PUBLIC, "按编码查看咨询"),
    ROUTE(GET, "/consultations", consultation_index, CONSULTATION_ANSWER, "收到的咨询",
	.query = &consultation_query_table),
    ROUTE(GET, "/consultations/{id}", consultation_show, CONSULTATION_ANSWER, "咨询详情"),
    ROUTE(POST, "/consultations/{id}/answer", consultation_reply, CONSULTATION_ANSWER, "答复咨询",
	.in = &consultation_answer_table, .write = true),
    ROUTE(POST, "/consultations/{id}/close", consultation_close, CONSULTATION_ANSWER, "关闭咨询", .write = true));
