/*
 * decode.h: from what was sent to the C struct that a route's field table describes. All faults at once.
 */
#ifndef WEB_DECODE_H
#define WEB_DECODE_H

#include "web/request.h"

/*
 * Reads r->body as one JSON object into a new struct of the table. Duplicate and unknown members, wrong types, NUL,
 * reals where whole numbers belong, trailing bytes and deep nesting are refused. E_OK, E_BAD_JSON, E_INVALID.
 */
error_code decode_json(request *r, const field_table *t, const void **out);
/* The same for r->query; names and values are percent-decoded, a repeated or unknown name is a fault. */
error_code decode_query(request *r, const field_table *t, const void **out);

#endif
