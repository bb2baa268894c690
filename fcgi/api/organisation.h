/*
 * organisation.h: what the files of api/ that make organisations share: checks of an input, the liaison's phone.
 */
#ifndef API_ORGANISATION_H
#define API_ORGANISATION_H

#include "web/request.h"

/* field_check: a mobile or fixed-line number with its area code, also "400-…"; digits, "+", "-", blanks, brackets. */
bool check_contact_phone(arena *a, const field *f, str *value, fault_level *level, str *detail, str *fix);
/* Adds a fault at pointer when there is no such province; with national, "000000" is one. */
void province_check(request *r, const char *pointer, str code, bool national);
/* The liaison's phone sealed, absent when phone is. The context is the organisation's key. */
str liaison_seal(request *r, str role_code, str code, str phone);
str liaison_open(request *r, str role_code, str code, str sealed);

#endif
