/*
 * checks.h: the named checks that field tables refer to (field_check of base/field.h). Each is one rule on one value:
 * repairs what is safe and says so (FAULT_NOTICE), lets pass what a person must see (FAULT_DOUBT), refuses the rest.
 * Rules on several fields of a row are in candidate_fields.h.
 */
#ifndef RULES_CHECKS_H
#define RULES_CHECKS_H

#include "base/field.h"

#define CHECK(name) bool name(arena *a, const field *f, str *value, fault_level *level, str *detail, str *fix)
CHECK(check_person_name);	/* rules/person_name.h */
CHECK(check_document_number);	/* the form all types share; the type's own rule is the row's (document_check) */
CHECK(check_phone_cn);		/* 11 digits, 13x to 19x; +86, blanks and hyphens are taken away */
CHECK(check_organisation_code); /* GB 11714 or GB 32100 */
CHECK(check_major_code);	/* form only; the catalogue is major_judge's */
CHECK(check_year);		/* four digits, 1990..2099, as text */
CHECK(check_url);		/* http:// or https:// with a host, no user, no blanks */
CHECK(check_email);		/* one address */
CHECK(check_ascii_code);	/* letters, digits, "-", "_", "."; full-width is converted */
CHECK(check_plain_text);	/* any text without control, hidden, direction, private or broken characters */
CHECK(check_photo_name);	/* a .jpg, .jpeg or .png file name without folders */
CHECK(check_score);		/* "87.5": digits with at most two decimals */

/* "87.5" as hundredths, 8750; false for anything but digits with at most two decimals below 10,000. */
bool score_centi(str text, i64 *centi);

#endif
