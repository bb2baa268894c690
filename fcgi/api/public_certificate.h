/*
 * public_certificate.h: a certificate as lists show it to everybody: on 证书信息 and on the home page.
 */
#ifndef API_PUBLIC_CERTIFICATE_H
#define API_PUBLIC_CERTIFICATE_H

#include "base/field.h"
#include "query/public_page.h"

struct certificate_line {
	struct certificate_public_list c;
	list levels;
};
FIELD_DECLARE(certificate_line_item, struct certificate_line);
/* The rows with their levels named, in the arena. */
struct certificate_line *certificate_lines(arena *a, const struct certificate_public_list *v, size_t n);

#endif
