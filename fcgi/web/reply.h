/*
 * reply.h: what goes out: headers, body, problem documents (RFC 9457).
 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include <fcgiapp.h>

#include "web/request.h"

/* Turns an error into the answer: r->status, r->out and the headers that belong to it. */
void reply_problem(request *r, error_code e);
/* Makes a stored file the answer, always as an attachment and never sniffed (faults.md E13). */
void reply_file(request *r, i64 id, str name, str media, i64 size);
/* Sends the answer; a stored file is read from the database piece by piece. False when it could not be sent whole. */
bool reply_send(request *r, FCGX_Stream *out);

#endif
