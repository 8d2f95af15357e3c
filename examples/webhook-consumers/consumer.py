# Python 3.9+, nothing to install: `WEBHOOK_SECRET=whsec_… python3 consumer.py 9000`. Verifies v1 (HMAC-SHA256).
import base64, hashlib, hmac, json, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
seen = set()  # in your database: the id, in the transaction that does the work

class Consumer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        event_id, sent = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        mac = hmac.new(KEY, f"{event_id}.{sent}.".encode() + body, hashlib.sha256).digest()
        wanted = b"v1," + base64.b64encode(mac)
        given = self.headers["webhook-signature"].encode().split(b" ")
        is_ours = abs(time.time() - int(sent)) < 300 and any(hmac.compare_digest(one, wanted) for one in given)
        if is_ours and event_id not in seen:
            event = json.loads(body)
            print(event["type"], event["subject"], event["data"].get("state", ""), flush=True)
            seen.add(event_id)  # repeats are normal: the id stays the same
        self.send_response(204 if is_ours else 401)
        self.end_headers()

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 9000), Consumer)
print("listening", server.server_port, flush=True)
server.serve_forever()
