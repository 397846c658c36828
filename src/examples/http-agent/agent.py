"""An agent that Parley asks over HTTP. Standard library only."""
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Agent(BaseHTTPRequestHandler):
    def do_POST(self):
        turn = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            self.say(thinking="Somebody has written.")
            for word in turn["message"]["content"].split():
                self.say(content=word + " ")
                time.sleep(0.05)
            self.say(done=True)
        except OSError:  # nobody waits for more: stop whatever is at work
            print("stopped", turn["turn_id"], flush=True)

    def say(self, **event):
        self.wfile.write(b"data: " + json.dumps(event).encode() + b"\n\n")


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Agent)
print("listening", flush=True)
server.serve_forever()
