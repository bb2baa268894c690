/*
 * captcha.c: hands out the challenges of the public look-ups' proof of work (web/captcha.h).
 */
#include "web/captcha.h"

#include "api/routes.h"
#include "web/answer.h"
#include "web/guess.h"

struct captcha_query {
	str purpose;
};
FIELD_TABLE(captcha_query_fields, "CaptchaQuery", struct captcha_query,
    FIELD_STR(struct captcha_query, purpose, .title = "用途", .required = true, .options = guess_kinds,
	.labels = guess_kind_titles));

#define S captcha_challenge
FIELD_TABLE(captcha_answer, "Captcha", S, FIELD_STR(S, token, .title = "题目"), FIELD_STR(S, salt, .title = "盐"),
    FIELD_STR(S, target, .title = "目标", .note = "求 0 至 most 之间的数 n，使 SHA-256(盐 + n 的十进制) 等于它"),
    FIELD_INT(S, most, .title = "最大的数"), FIELD_TIME(S, expires_at, .title = "有效至"));
#undef S

static error_code
captcha_show(request *r)
{
	const struct captcha_query *q = r->q;
	captcha_challenge c = captcha_make(r, q->purpose);

	ANSWER(r, captcha_answer, &c);
	return E_OK;
}

ROUTES(captcha, ROUTE(GET, "/public/captcha", captcha_show, PUBLIC, "取安全验证题目", .query = &captcha_query_fields,
		    .answer = &captcha_answer));
