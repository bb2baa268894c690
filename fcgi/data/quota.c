/*
 * quota.c: the ledger of quota. See quota.h. The conditions are in sql/query/quota.sql, not here: what is read before
 * an update is only for the message.
 */
#include "data/quota.h"

#include "query/quota.h"

static void
enter(db *d, i64 account, const char *kind, i64 amount, const quota_cause *why, i64 application, i64 other)
{
	quota_entry_insert(d, &(struct quota_entry_insert_in){ .kind = str_of(kind),
				  .amount = amount,
				  .application = application,
				  .other = other,
				  .plan = why->plan,
				  .registration = why->registration,
				  .reason = why->reason.p ? why->reason : STR(""),
				  .person = why->person,
				  .id = account });
}

bool
quota_take(db *d, i64 school, i64 certificate_level, i64 major, i64 year, i64 n, const quota_cause *why, i64 *account,
    i64 *left)
{
	struct quota_account_find v = { 0 };
	bool found = quota_account_find(d, school, certificate_level, major, year, &v), taken;

	taken = found && n > 0 && quota_use(d, n, v.id) == 1;
	*account = found ? v.id : 0;
	/* Read again: others may have changed it between the look-up and the update. */
	if (left) {
		if (found)
			quota_account_find(d, school, certificate_level, major, year, &v);
		*left = v.balance;
	}
	if (taken)
		enter(d, v.id, "use", -n, why, 0, 0);
	return taken;
}

bool
quota_give_back(db *d, i64 account, i64 n, const quota_cause *why)
{
	if (n <= 0 || quota_release(d, n, account) == 0)
		return false;
	enter(d, account, "release", n, why, 0, 0);
	return true;
}

i64
quota_grant(db *d, const quota_key *key, i64 amount, i64 application, i64 person, str reason)
{
	struct quota_account_find v;

	quota_account_ensure(d, &(struct quota_account_ensure_in){ .school_id = key->school,
				    .province = key->province,
				    .evaluator_id = key->evaluator,
				    .certificate_level_id = key->certificate_level,
				    .major_id = key->major,
				    .year = key->year });
	if (!quota_account_find(d, key->school, key->certificate_level, key->major, key->year, &v) || amount <= 0 ||
	    quota_add(d, amount, v.id) != 1)
		arena_fail(db_arena(d), E_BUG);
	enter(d, v.id, "grant", amount, &(quota_cause){ .person = person, .reason = reason }, application, 0);
	return v.id;
}

bool
quota_adjust(db *d, i64 account, i64 amount, i64 person, str reason)
{
	if (amount == 0 || quota_add(d, amount, account) == 0)
		return false;
	enter(d, account, "adjust", amount, &(quota_cause){ .person = person, .reason = reason }, 0, 0);
	return true;
}

bool
quota_transfer(db *d, i64 from, i64 to, i64 amount, i64 person, str reason)
{
	quota_cause why = { .person = person, .reason = reason };
	bool given;

	if (amount <= 0 || from == to)
		return false;
	/* Locked in the order of ids, so that two transfers against each other wait instead of deadlocking. */
	if (to < from)
		quota_add(d, 0, to);
	given = quota_add(d, -amount, from) == 1;
	if (!given)
		return false;
	quota_add(d, amount, to);
	enter(d, from, "transfer", -amount, &why, 0, to);
	enter(d, to, "transfer", amount, &why, 0, from);
	return true;
}
