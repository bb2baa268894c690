/*
 * ticket_code.h: the text of the QR code on an admission ticket 准考证, signed, so that a device without network can
 * tell it from a made-up one: "TK1.<plan>.<registration>.<ticket number>.<signature>", where the signature is
 * Ed25519 in base64url over everything before its dot. The key pair is derived from the installation's keyring and
 * signs nothing else; the public half goes to the devices of exam day. It has no part in signing certificates.
 */
#ifndef DATA_TICKET_CODE_H
#define DATA_TICKET_CODE_H

#include "crypt/field.h"
#include "crypt/key.h"

typedef struct ticket_code {
	i64 plan, registration;
	str number;
} ticket_code;

/* The text for a ticket, in the arena. Leaves with E_BUSY when there is no memory for the key. */
str ticket_code_make(arena *a, const keyring *r, const ticket_code *c);
/* Reads a scanned text; false when it is malformed or its signature is wrong. out->number points into text. */
bool ticket_code_read(arena *a, const keyring *r, str text, ticket_code *out);
/* The public key, 32 bytes in the arena. */
str ticket_code_public(arena *a, const keyring *r);

#endif
