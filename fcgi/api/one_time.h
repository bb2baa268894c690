/*
 * one_time.h: the answer that gives a one-time password, once: it is kept nowhere, so such routes take no key.
 */
#ifndef API_ONE_TIME_H
#define API_ONE_TIME_H

#include "web/answer.h"

typedef struct one_time_password {
	i64 id; /* of the account; where an organisation was registered, of the organisation */
	str login, password;
} one_time_password;
FIELD_DECLARE(one_time_answer, one_time_password);

#endif
