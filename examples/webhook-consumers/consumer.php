<?php // PHP 7.2+ with sodium, nothing to install: `WEBHOOK_PUBLIC_KEY=whpk_… php -S 127.0.0.1:9000 consumer.php`. Verifies v1a (Ed25519).
$body = file_get_contents('php://input');
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$sent = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$key = base64_decode(substr(getenv('WEBHOOK_PUBLIC_KEY'), strlen('whpk_')));

$isOurs = false;
foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $one) {
    [$version, $signature] = explode(',', $one, 2) + [1 => ''];
    $bytes = base64_decode($signature, true);
    if ($version === 'v1a' && $bytes !== false && strlen($bytes) === SODIUM_CRYPTO_SIGN_BYTES)
        $isOurs = $isOurs || sodium_crypto_sign_verify_detached($bytes, "$id.$sent.$body", $key);
}
if (!$isOurs || abs(time() - (int) $sent) > 300) {
    http_response_code(401);
    exit;
}
$event = json_decode($body, true); // keep $event['id'] with your work: repeats are normal, the id stays the same
error_log($event['type'] . ' ' . $event['subject'] . ' ' . ($event['data']['state'] ?? ''));
http_response_code(204);
