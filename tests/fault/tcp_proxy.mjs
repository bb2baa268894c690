// tcp_proxy.mjs: stands between two programs and fails them at a chosen moment. For node tests.
//
//   import { startProxy, mysqlCommand } from './tcp_proxy.mjs'
//   const proxy = await startProxy({ listen: '/tmp/x/p.sock', target: '/tmp/x/db.sock' })  // path, or { host, port }
//   proxy.onData = (bytes, from, link) => 'pass'
//
// onData is asked for every chunk. from is 'client' or 'server'. Its answer:
//   'pass'   forward it (also: nothing returned)
//   'before' cut both sides at once, the chunk never arrives
//   'after'  forward it, see it handed over to the kernel, then cut both sides: the work is done, the answer never comes
//   'hold'   keep it and everything behind it until link.release() is called
//   'drop'   keep it from the other side; the asked may have answered it with link.client.write or link.server.write
//   number n forward the first n bytes of the chunk, then cut
// A cut is a reset where the transport knows one (TCP), a plain close on a UNIX socket.
// mysqlCommand(chunk) names the text of a MySQL packet sent by a client (COM_QUERY, COM_STMT_PREPARE) or null.

import fs from 'node:fs'
import net from 'node:net'

const closeHard = (socket) => {
	if (socket.remoteFamily) socket.resetAndDestroy()
	else socket.destroy()
}

export const mysqlCommand = (chunk) => {
	const commands = { 1: 'QUIT', 3: 'QUERY', 22: 'PREPARE', 23: 'EXECUTE', 25: 'CLOSE', 26: 'RESET' }
	if (chunk.length < 5 || chunk[3] !== 0) return null
	const command = commands[chunk[4]]
	if (!command) return null
	const length = chunk.readUIntLE(0, 3)
	const text = command === 'QUERY' || command === 'PREPARE' ? chunk.toString('utf8', 5, 4 + length) : ''
	return { command, text }
}

class Link {
	constructor(proxy, client, server) {
		Object.assign(this, { proxy, client, server, bytes: { client: 0, server: 0 }, held: null, dead: false })
		client.setNoDelay?.(true)
		server.setNoDelay?.(true)
		this.attach(client, server, 'client')
		this.attach(server, client, 'server')
	}

	attach(source, sink, from) {
		source.on('data', (chunk) => this.take(chunk, sink, from))
		source.on('end', () => !this.dead && sink.end())
		source.on('error', () => this.cut())
		source.on('close', () => this.gone())
	}

	take(chunk, sink, from) {
		if (this.dead) return
		if (this.held) {
			this.held.push([chunk, sink, from])
			return
		}
		const verdict = this.proxy.onData(chunk, from, this) ?? 'pass'
		this.bytes[from] += chunk.length
		if (verdict === 'drop') return
		if (verdict === 'pass') sink.write(chunk)
		else if (verdict === 'before') this.cut()
		else if (verdict === 'hold') this.held = [[chunk, sink, from]]
		else {
			const part = typeof verdict === 'number' ? chunk.subarray(0, verdict) : chunk
			// An orderly end behind the chunk: a reset could overtake it and make "after" a "before".
			this.dead = true
			this.client.removeAllListeners('data')
			this.server.removeAllListeners('data')
			const other = sink === this.server ? this.client : this.server
			sink.end(part, () => setTimeout(() => sink.destroy(), 20))
			closeHard(other)
			this.proxy.cuts++
		}
	}

	release() {
		const held = this.held ?? []
		this.held = null
		for (const [chunk, sink] of held) if (!this.dead) sink.write(chunk)
	}

	cut() {
		if (this.dead) return
		this.dead = true
		this.proxy.cuts++
		closeHard(this.client)
		closeHard(this.server)
	}

	gone() {
		this.proxy.links.delete(this)
		if (this.dead) return
		this.dead = true
		this.client.destroy()
		this.server.destroy()
	}
}

// Resolves to { address, links, cuts, accepted, onData, refuse, cutAll(), close() }. refuse = true closes new connections at once.
export const startProxy = async ({ listen, target, onData }) => {
	const proxy = { links: new Set(), cuts: 0, accepted: 0, refuse: false, onData: onData ?? (() => 'pass') }
	const server = net.createServer({ allowHalfOpen: true }, (client) => {
		proxy.accepted++
		client.on('error', () => {})
		if (proxy.refuse) {
			closeHard(client)
			return
		}
		const options = typeof target === 'string' ? { path: target } : target
		const behind = net.connect({ ...options, allowHalfOpen: true })
		behind.on('error', () => closeHard(client))
		proxy.links.add(new Link(proxy, client, behind))
	})
	if (typeof listen === 'string') fs.rmSync(listen, { force: true })
	await new Promise((resolve, reject) => {
		server.once('error', reject)
		server.listen(typeof listen === 'string' ? { path: listen } : (listen ?? { host: '127.0.0.1', port: 0 }), resolve)
	})
	if (typeof listen === 'string') fs.chmodSync(listen, 0o777)
	proxy.address = server.address()
	proxy.cutAll = () => [...proxy.links].forEach((link) => link.cut())
	proxy.close = () => {
		proxy.cutAll()
		return new Promise((resolve) => server.close(resolve))
	}
	return proxy
}
