/*
 * person.h: how a natural person's document number 证件号码 and phone stand in the database: sealed, and found again
 * by two blind indexes. The same for candidates, staff, the enrolment register, tickets, results and look-ups, so
 * that a person is the same person in all of them. Numbers come in their normal form (rules/document_number.h), names
 * in theirs (rules/person_name.h); nothing here judges them.
 */
#ifndef DATA_PERSON_H
#define DATA_PERSON_H

#include "crypt/field.h"

/* The columns that hold sealed values; the name and the hexadecimal document index are the seal's context. */
#define PERSON_CANDIDATE_DOCUMENT "candidate.document_sealed"
#define PERSON_CANDIDATE_PHONE "candidate.phone_sealed"
#define PERSON_STAFF_DOCUMENT "staff.document_sealed"
#define PERSON_STAFF_PHONE "staff.phone_sealed"

/* document_index: what equal numbers of the same type (a code, "resident_id") have in common. 32 bytes in the arena.
 */
str person_document_index(arena *a, const keyring *r, str type, str number);
/* person_index: what the same name and number have in common, whatever the type: for look-ups by people, who give no
 * type. ASCII letters of the name count alike in both cases. 32 bytes in the arena. */
str person_index(arena *a, const keyring *r, str name, str number);

/* Seals text for a column (one of the above) of the row with this document index; absent stays absent. A row that is
 * staged and later moved keeps its sealed bytes: the context does not have the row's id. */
str person_seal(arena *a, const keyring *r, const char *column, str document_index, str text);
/* Opens what person_seal made. Leaves with E_BUG when it does not open: bytes altered, rows swapped, or key unknown.
 */
str person_open(arena *a, const keyring *r, const char *column, str document_index, str sealed);

#endif
