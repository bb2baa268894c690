/*
 * ticket_public.c: a candidate fetches the own admission ticket 准考证 with name and document number. Every wrong
 * part is answered alike, and guessing is limited (web/guess.h).
 */
#include "api/routes.h"
#include "data/person.h"
#include "query/paper.h"
#include "rules/document_number.h"
#include "rules/person_name.h"
#include "web/guess.h"
#include "web/limit.h"
#include "web/reply.h"

struct ticket_in {
	str name, document_number, captcha;
	i64 plan;
};
FIELD_TABLE(ticket_input, "TicketLookup", struct ticket_in,
    FIELD_STR(struct ticket_in, name, .title = "姓名", .required = true, .max = 100, .secret = true),
    FIELD_STR(struct ticket_in, document_number, .title = "证件号码", .required = true, .max = 40, .secret = true),
    FIELD_ID(struct ticket_in, plan, .title = "考试计划", .note = "不填：最近的一次考试"),
    GUESS_CAPTCHA(struct ticket_in, captcha));

static error_code
ticket_lookup(request *r)
{
	const struct ticket_in *in = r->in;
	name_answer name = person_name_check(r->a, in->name);
	document_answer document = document_check_form(r->a, in->document_number);
	guess g = guess_of(r, "ticket", limit_text(r, document.ok ? document.value : in->document_number),
	    name.ok ? name.value : in->name);
	struct ticket_of_person *v;
	struct paper_ticket f;
	error_code e;

	if ((e = guess_allowed(r, &g, in->captcha)) != E_OK)
		return e;
	if (!name.ok || !document.ok ||
	    ticket_of_person(r->db, person_index(r->a, r->w->ring, name.value, document.value), in->plan, &v) == 0) {
		guess_wrong(r, &g);
		return request_refuse(r, E_NOT_FOUND, "没有查到准考证：请核对姓名与证件号码；排考发布后方可下载");
	}
	if (!paper_ticket(r->db, v[0].registration_id, 0, &f))
		return request_refuse(r, E_RUNNING, "准考证正在生成，请稍后再下载");
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}

ROUTES(ticket_public, ROUTE(POST, "/public/tickets", ticket_lookup, PUBLIC, "下载本人准考证", .in = &ticket_input,
			  .no_key = true, .out = "application/pdf"));
