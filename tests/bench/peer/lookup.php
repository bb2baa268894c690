<?php
// lookup.php: the PHP peer of the look-up: PDO with a persistent connection and emulated prepares (its fastest way).
// Its own index of the result is computed like ours; the one that is asked for it is told, because the measured table
// was filled with ours. Settings come through the environment of the pool, one line per request is FPM's own log.
$in = json_decode(file_get_contents('php://input'), true);
if (!is_string($in['name'] ?? null) || !is_string($in['document_number'] ?? null) || !is_string($in['ticket_number'] ?? null)) {
	http_response_code(422);
	exit;
}
$db = new PDO('mysql:unix_socket=' . getenv('PEER_DATABASE') . ';dbname=certificates;charset=utf8mb4', getenv('PEER_USER'),
	getenv('PEER_PASSWORD'), [PDO::ATTR_PERSISTENT => true, PDO::ATTR_EMULATE_PREPARES => true, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$key = getenv('PEER_KEY');
$mac = fn($text) => hash_hmac('sha256', $text, $key);
$person = $mac(strtoupper($in['name']) . "\n" . strtoupper(trim($in['document_number'])));
$address = $mac($_SERVER['REMOTE_ADDR']);
$index = $mac($person . $in['ticket_number']);
$s = $db->prepare(str_replace('?', 'UNHEX(?)', getenv('PEER_SQL')));
$s->execute([$person, $mac($address . $in['name']), $address, $in['index'] ?? $index]);
$row = $s->fetch(PDO::FETCH_ASSOC);
header('Content-Type: application/json; charset=utf-8');
if (!$row || !$row['open']) {
	http_response_code(404);
	echo '{"status":404}';
} elseif ($row['blocked']) {
	http_response_code(429);
	echo '{"status":429}';
} else {
	echo '{"items":[', $row['answer'], ']}';
}
