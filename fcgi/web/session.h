/*
 * session.h: who is asking. A session is a 256-bit token in a __Host- cookie; the database holds its hash, so it dies
 * on every worker at once. Idle 30 minutes or 12 hours in all end it.
 */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "web/request.h"

#define SESSION_COOKIE "__Host-session"

/* Fills r->who and r->now from the cookie; who->account stays 0 when there is no living session. */
void session_find(request *r);
/* Starts a session for the account and sets the cookie; any session that the cookie named before is ended. */
void session_start(request *r, i64 account, bool second_factor);
/* Ends the session of this request and takes the cookie back. */
void session_end(request *r);

#endif
