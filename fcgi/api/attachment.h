/*
 * attachment.h: files that a person puts beside something, for the entities of api/. A file belongs to whoever
 * uploaded it; who may read the thing it stands beside may read it through the thing's own route.
 */
#ifndef API_ATTACHMENT_H
#define API_ATTACHMENT_H

#include "web/request.h"

/* Is the file (0: none given, fine) stored and of the person's own organisation? A fault at the pointer otherwise. */
void attachment_check(request *r, i64 file, const char *pointer);
/* Makes the file the answer; E_NOT_FOUND for 0 and for what is not stored. */
error_code attachment_reply(request *r, i64 file);

/* What an absent text is in a column that is never NULL. */
static inline str
text_or_empty(str s)
{
	return s.p ? s : STR("");
}

#endif
