"""Takes a service's place: answers every GET with what it was told by its environment."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        told = {name: value for name, value in os.environ.items() if name.startswith("VINCULO_")}
        body = json.dumps({"pid": os.getpid(), **told}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    address = (os.environ["VINCULO_HTTP_HOST"], int(os.environ["VINCULO_HTTP_PORT"]))
    ThreadingHTTPServer(address, Answer).serve_forever()
