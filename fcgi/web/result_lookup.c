/*
 * result_lookup.c: see result_lookup.h.
 */
#include "web/result_lookup.h"

#include "data/person.h"
#include "query/lookup.h"
#include "rules/document_number.h"
#include "rules/person_name.h"
#include "web/limit.h"
#include "web/result_make.h"

enum { PERSON_MOST = 5, ADDRESS_MOST = 30, SECONDS = 900 };

result_key
result_key_of(request *r, const result_ask *ask)
{
	name_answer name = person_name_check(r->a, ask->name);
	document_answer document = document_check_form(r->a, ask->document_number);
	str who = name.ok ? name.value : ask->name;
	str person = person_index(r->a, r->w->ring, who, document.ok ? document.value : ask->document_number);
	str address = limit_address(r);

	return (result_key){ .index = result_lookup_index(r->a, r->w->ring, person, ask->ticket_number),
		.person = person,
		.pair = limit_text(r, str_join(r->a, address, who)),
		.address = address };
}

error_code
result_key_wrong(request *r, const result_key *key)
{
	struct lookup_blocked blocked;

	if (lookup_blocked(r->db, key->person, key->pair, key->address, &blocked))
		return request_refuse(r, E_TOO_MANY, "查询信息多次有误，请 %d 分钟后再试", SECONDS / 60);
	limit_count(r, "lookup", key->person, SECONDS, PERSON_MOST);
	limit_count(r, "lookup", key->pair, SECONDS, PERSON_MOST);
	limit_count(r, "lookup", key->address, SECONDS, ADDRESS_MOST);
	return request_refuse(
	    r, E_NOT_FOUND, "没有查到成绩：请核对姓名、证件号码和准考证号是否与准考证一致；成绩只在公示期内可查");
}
