"""An agent that repeats what it is told, word by word. Run as many as you like: python3 agent.py [NAME]"""
import json, os, socket, struct, sys, threading, time, uuid
name, port = sys.argv[1] if len(sys.argv) > 1 else "poet", int(os.environ.get("PARLEY_BRIDGE_PORT", "7000"))
lock, running, control = threading.Lock(), set(), f"conv.agent.{name}.{uuid.uuid4().hex}"
def send(**frame):
    data = json.dumps(frame).encode()
    with lock: bridge.sendall(struct.pack(">I", len(data)) + data)
def answer(turn):
    events = ({"control": control}, *({"content": word + " "} for word in turn["message"]["content"].split()), {"done": True})
    for n, event in enumerate(events, start=1):
        if turn["turn_id"] not in running: return print("stopped", flush=True)
        event.update(turn_id=turn["turn_id"], attempt=turn["attempt"], n=n)
        send(type="send", address=turn["reply_address"], body=event)
        time.sleep(0.03)  # a model takes its time, too
while True:
    try:
        frames = (bridge := socket.create_connection(("127.0.0.1", port))).makefile("rb")
        for address in f"conv.agent.{name}", control:
            send(type="register", address=address, headers={"token": os.environ.get("PARLEY_BRIDGE_TOKEN", "")})
        send(type="ping")  # answered when all before it is done
        while len(head := frames.read(4)) == 4:
            body = (frame := json.loads(frames.read(struct.unpack(">I", head)[0]))).get("body", {})
            if "alive" in body: send(type="send", address=frame["replyAddress"], body={})
            elif "cancel" in body: running.discard(body["turn_id"])
            elif "reply_address" in body:
                threading.Thread(target=answer, args=(running.add(body["turn_id"]) or body,), daemon=True).start()
            print(frame["type"], *body, frame.get("message", ""), flush=True)
    except (OSError, ValueError) as lost: print(lost, flush=True)
    running.clear()  # what was asked is lost with the connection: dial again
    time.sleep(1)
