/*
 * key.h: the signing keys 签发密钥 of the person who asks: opened for one act by passphrase and one-time password.
 */
#ifndef SIGNING_KEY_H
#define SIGNING_KEY_H

#include "crypt/key.h"
#include "query/signing.h"
#include "web/request.h"

/*
 * Opens the caller's key of a purpose ("evaluation", "site", "seal"; site is 0 but for "site"). *key is set as soon
 * as it is open: the caller closes it on every way out, arena_fail's too. Wrong passphrases and codes are counted,
 * five lock the key for 15 minutes. E_STATE without a key, E_TOO_MANY, E_SECOND_FACTOR, E_INVALID, E_BUSY;
 * E_SIGNER_DOWN with an alarm in the log when what is stored is not the key that is published. Call it outside a
 * transaction.
 */
error_code key_unlock(
    request *r, str purpose, i64 site, str passphrase, str code, struct signing_key_own *row, signing_key **key);
/* The caller's one-time password alone, for an act without a key. Wrong ones are counted by the account. */
error_code key_second_factor(request *r, str code);
/* Writes an alarm to the log: something stored is not what was signed. what is an English code, id the certificate.
 */
void key_alarm(request *r, const char *what, i64 id);

#endif
