/*
 * idempotency.h: a write happens once, however often it is sent. The key's row is made in the handler's own
 * transaction, so it exists exactly when the effect does; a COMMIT whose outcome is unknown is settled by running
 * again.
 */
#ifndef WEB_IDEMPOTENCY_H
#define WEB_IDEMPOTENCY_H

#include "web/request.h"

/* Is the key of the request well-formed (8 to 64 visible ASCII characters)? E_OK or E_KEY_MISSING. */
error_code idempotency_check(request *r);
/*
 * Takes the key, inside the transaction. E_OK: the handler is to run. With r->replayed set: the stored answer of the
 * first run is in r->out and nothing is to be done. E_KEY_REUSED: the key was used for something else.
 */
error_code idempotency_take(request *r);
/* Keeps the answer with the key, inside the transaction. */
void idempotency_keep(request *r);

#endif
