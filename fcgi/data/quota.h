/*
 * quota.h: the ledger of quota 名额: school x certificate level x major x year (spec 2.2).
 * Every change is one conditional update of the account and one entry, both in the caller's transaction: the balance
 * is the sum of the entries and never below zero, whoever else writes at the same time. Callers that touch several
 * accounts in one transaction do so in the order of their ids where they can (deadlocks are run again anyway).
 */
#ifndef DATA_QUOTA_H
#define DATA_QUOTA_H

#include "data/db.h"

/* Why a place is used or given back; kept with the entry. */
typedef struct quota_cause {
	i64 plan;	  /* 0: none */
	i64 registration; /* 0: several, or not yet known */
	i64 person;	  /* account signed in; 0: a job */
	str reason;	  /* Chinese, may be absent */
} quota_cause;

/*
 * Uses n > 0 places for a registration. True: they are taken and *account is the quota account, which the
 * registration keeps for giving them back. False: nothing is changed, *account is 0 when the school has no such
 * account, and *left (may be NULL) is what it has.
 */
bool quota_take(db *d, i64 school, i64 certificate_level, i64 major, i64 year, i64 n, const quota_cause *why,
    i64 *account, i64 *left);
/* Gives n places of the account back after a withdrawal. False: never so many were used (a bug of the caller). */
bool quota_give_back(db *d, i64 account, i64 n, const quota_cause *why);

/* Grants amount > 0 places to the key's account, which is made when it is the first grant; returns the account. */
typedef struct quota_key {
	i64 school, evaluator, certificate_level, major, year;
	str province; /* of the school */
} quota_key;
i64 quota_grant(db *d, const quota_key *key, i64 amount, i64 application, i64 person, str reason);
/* Adds amount (not 0, may be negative). False and nothing changed when the balance would fall below zero. */
bool quota_adjust(db *d, i64 account, i64 amount, i64 person, str reason);
/* Moves amount > 0 from one account to another. False and nothing changed when from has less. */
bool quota_transfer(db *d, i64 from, i64 to, i64 amount, i64 person, str reason);

#endif
