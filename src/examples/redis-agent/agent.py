"""An agent that repeats what it is told, word by word, over Redis. Run as many as you like: python3 agent.py [NAME]"""
import json, os, socket, sys, threading, time, uuid

name, port = sys.argv[1] if len(sys.argv) > 1 else "poet", int(os.environ.get("PARLEY_REDIS_PORT", "6379"))
talk, hear = (socket.create_connection(("127.0.0.1", port)) for _ in range(2))
replies, lock, running, control = talk.makefile("rb"), threading.Lock(), set(), f"channel:agent:{name}.{uuid.uuid4().hex}"
def command(connection, *words):
    texts = [word.encode() for word in words]
    connection.sendall(b"*%d\r\n" % len(texts) + b"".join(b"$%d\r\n%s\r\n" % (len(text), text) for text in texts))
def publish(channel, **body):
    with lock:
        command(talk, "PUBLISH", channel, json.dumps(body))
        return int(replies.readline()[1:])  # how many heard it
def answer(turn):
    words = turn["message"]["content"].split()
    for n, event in enumerate([*({"content": word + " "} for word in words), {"done": True}], start=1):
        said = turn["turn_id"] in running and publish(turn["reply_address"], turn_id=turn["turn_id"], attempt=turn["attempt"], n=n, **event)
        if not said: return print("stopped", flush=True)  # it was cancelled, or nobody waits for it
        time.sleep(0.03)  # a model takes its time, too
command(hear, "SUBSCRIBE", control, f"channel:agent:{name}")
for line in hear.makefile("rb"):  # what Redis sends has many lines; each body is one, as JSON has no line breaks
    body = json.loads(line) if line.startswith(b"{") else {}
    if "offer" in body: publish(body["reply_address"], turn_id=body["turn_id"], attempt=body["attempt"], claim=True, control=control)
    elif "alive" in body: publish(body["reply_address"], **body)
    elif "cancel" in body: running.discard(body["turn_id"])
    elif "message" in body:
        running.add(body["turn_id"])
        threading.Thread(target=answer, args=(body,), daemon=True).start()
    if body or line == b"subscribe\r\n": print("message" if body else "subscribe", *body, flush=True)
