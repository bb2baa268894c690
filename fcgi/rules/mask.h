/*
 * mask.h: what lists show instead of personal data (spec 2.16). A mask keeps the length, so that people can tell two
 * rows apart, and never more than what the holder recognises himself by. Results are in the arena.
 */
#ifndef RULES_MASK_H
#define RULES_MASK_H

#include "base/arena.h"

/* Document number: of 18 characters the first 3 and last 4 stay, of 12 or more the first 2 and last 3, of 8 or more
 * the first and the last 2, of shorter ones the last alone. */
str mask_document(arena *a, str number);
/* A text in which somebody may have put a document number where none belongs: each run of 15 digits or more as
 * mask_document shows it. */
str mask_numbers(arena *a, str text);
/* Phone: first 3 and last 4 of 11 digits; of others the last 2. */
str mask_phone(arena *a, str phone);
/* Name for public lists: 张*三, 李*, 欧**娜; of a Latin name or one with a middle dot the first character of each
 * part. */
str mask_name(arena *a, str name);

#endif
