/*
 * certificate_view.h: a certificate as it is shown, with its signatures verified anew each time. For the console's
 * and the public's handlers alike.
 */
#ifndef API_CERTIFICATE_VIEW_H
#define API_CERTIFICATE_VIEW_H

#include "data/certificate_scope.h"
#include "query/issued_certificate.h"
#include "rules/credential_check.h"
#include "web/answer.h"

typedef struct certificate_view {
	struct certificate_show c;
	struct certificate_marks *marks;
	size_t n;
	credential_checked checked;
	bool whole; /* the document's bytes are those that were frozen */
} certificate_view;

/* Loads and verifies. False when there is no such certificate. */
bool certificate_load(request *r, i64 id, certificate_view *v);
/* "valid" 有效, "revoked" 已撤销, "replaced" 已更正, "invalid" 签名无效, or "unsealed" 未盖章. What the bytes say
 * goes before what a column says: a broken signature is never anything but invalid. */
const char *certificate_status(const certificate_view *v);
const char *certificate_status_title(const char *status);
extern const char *const certificate_statuses[], *const certificate_status_titles[];
/* What was found, for the answers that show a certificate: FIELD_HEAD(S, found, certificate_found_answer, .title =
 * "验证"). */
typedef struct certificate_found {
	str status, status_title;
	list signatures; /* who, when, which key, does it verify */
	list checks;	 /* every check with its reason */
} certificate_found;
FIELD_DECLARE(certificate_found_answer, certificate_found);
/* matches: is the certificate what was scanned or handed in; NULL when there was nothing to compare it with. */
certificate_found certificate_judge(request *r, const certificate_view *v, const bool *matches);
/* "8f14e45f-…" of 16 bytes, and back; false when it is not the text of a UUID. */
str certificate_uuid_text(arena *a, str bytes);
bool certificate_uuid_bytes(arena *a, str text, str *bytes);

#endif
