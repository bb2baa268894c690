// tcp_proxy_test.mjs: the tools of the fault tests themselves: a commit cut before it arrives leaves nothing, one cut
// after it arrived leaves the row, and the database's clock follows the file while its waits keep their length.

import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { mysqlCommand, startProxy } from './tcp_proxy.mjs'

const { TEST_DATABASE_SOCKET: socket, TEST_DATABASE_USER: user, TEST_CLOCK: clock, TEST_DIR: dir } = process.env
let n = 0
const ok = (good, name) => console.log(`${good ? 'ok' : 'not ok'} ${++n} - ${name}`)
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const sql = (text, through = socket) =>
	new Promise((resolve) => {
		const client = spawn('mariadb', ['--no-defaults', '-N', '-S', through, '-u', user, '-e', text])
		let out = ''
		client.stdout.on('data', (chunk) => (out += chunk))
		client.on('close', (code) => resolve({ code, out: out.trim() }))
	})
const moveClock = (seconds) => {
	const bytes = Buffer.alloc(8)
	bytes.writeBigInt64LE(BigInt(seconds))
	const file = fs.openSync(clock, 'r+')
	fs.writeSync(file, bytes, 0, 8, 0)
	fs.closeSync(file)
}

const proxy = await startProxy({ listen: `${dir}/proxy.sock`, target: socket })
await sql('CREATE DATABASE tool; CREATE TABLE tool.t (id INT) ENGINE=InnoDB')
ok((await sql('SELECT 7', `${dir}/proxy.sock`)).out === '7', 'the proxy forwards')
for (const verdict of ['before', 'after']) {
	let right = 0
	for (let i = 0; i < 20; i++) {
		await sql('DELETE FROM tool.t')
		proxy.onData = (chunk, from) =>
			from === 'client' && /^commit/i.test(mysqlCommand(chunk)?.text ?? '') ? verdict : 'pass'
		const answer = await sql('BEGIN; INSERT INTO tool.t VALUES (1); COMMIT; SELECT 1', `${dir}/proxy.sock`)
		// The server works on while nobody listens: the row is there within moments or never.
		for (let turn = 0; turn < 40 && (await sql('SELECT COUNT(*) FROM tool.t')).out !== '1'; turn++) {
			if (verdict === 'before' && turn > 1) break
			await wait(25)
		}
		const rows = (await sql('SELECT COUNT(*) FROM tool.t')).out
		if (answer.code !== 0 && rows === (verdict === 'after' ? '1' : '0')) right++
	}
	ok(right === 20, `a COMMIT cut ${verdict} it is forwarded: ${right} of 20 as expected`)
}
await proxy.close()

const before = Number((await sql('SELECT UNIX_TIMESTAMP()')).out)
moveClock(30 * 86400)
const moved = Number((await sql('SELECT UNIX_TIMESTAMP()')).out) - before
ok(moved >= 30 * 86400 && moved < 30 * 86400 + 10, 'the clock of the database is a month ahead')
const began = Date.now()
await sql('BEGIN; INSERT INTO tool.t VALUES (2); SELECT SLEEP(1); COMMIT')
const slept = Date.now() - began
ok(slept >= 1000 && slept < 5000, `a wait of a second takes ${slept} ms`)
moveClock(0)
const back = Number((await sql('SELECT UNIX_TIMESTAMP()')).out) - before
ok(back >= 0 && back < 60, 'and it comes back')
await sql('DROP DATABASE tool')
console.log(`1..${n}`)
