-- lookup.lua: what wrk sends: one of the prepared bodies at random. Arguments: file of bodies, path, host.
local requests = {}
function init(args)
	wrk.headers["Host"] = args[3]
	wrk.headers["Origin"] = "https://" .. args[3]
	wrk.headers["Content-Type"] = "application/json"
	for line in io.lines(args[1]) do
		requests[#requests + 1] = wrk.format("POST", args[2], nil, line)
	end
	math.randomseed(os.time() + tonumber(tostring(requests):match("0x(%x+)"), 16) % 100000)
end
function request()
	return requests[math.random(#requests)]
end
function done(s, latency)
	io.write(string.format('{"requests":%d,"us":%d,"p50":%.0f,"p99":%.0f,"errors":%d}\n', s.requests, s.duration,
		latency:percentile(50), latency:percentile(99),
		s.errors.connect + s.errors.read + s.errors.write + s.errors.status + s.errors.timeout))
end
