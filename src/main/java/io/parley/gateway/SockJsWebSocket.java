package io.parley.gateway;

import io.parley.protocol.CloseCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;

/**
 * A session of SockJS that has a WebSocket of its own, as a {@link Socket}: the frames of SockJS protocol 0.3.3, by the
 * WebSocket that carries them. So it is pinged, and heard of while it takes a long message, like any other.
 */
final class SockJsWebSocket implements Layer {
    private static final String OPEN = "o";
    private static final String HEARTBEAT = "h";

    private final Socket carrier;

    SockJsWebSocket(Socket carrier) {
        this.carrier = carrier;
        carrier.write(OPEN);
    }

    @Override
    public Socket socket() {
        return carrier;
    }

    @Override
    public Future<Void> write(String text, Runnable moved) {
        return carrier.write("a[" + Json.encode(text) + "]", moved);
    }

    @Override
    public boolean ping() {
        carrier.write(HEARTBEAT);
        return carrier.ping();
    }

    @Override
    public void close(CloseCode code) {
        carrier.write("c" + new JsonArray().add(code.code()).add(code.name()).encode());
        carrier.close(code);
    }

    @Override
    public void listen(Listener listener) {
        carrier.listen(new Unwrapping(listener));
    }

    /** A message of the client, or several in an array; what is neither is judged as it is. */
    private record Unwrapping(Listener listener) implements Listener {
        @Override
        public void text(String frame) {
            if (frame.isEmpty()) {
                return;
            }
            Object decoded = decoded(frame);
            if (decoded instanceof JsonArray several && several.size() > SockJsEndpoint.MAX_MESSAGES) {
                several.forEach(one -> listener.noText(SockJsEndpoint.tooMany())); // each counts as one of its own
            } else if (decoded instanceof JsonArray several) {
                several.forEach(one -> listener.text(textOf(one)));
            } else {
                listener.text(decoded instanceof String one ? one : frame);
            }
        }

        private static Object decoded(String frame) {
            try {
                Object value = Json.decodeValue(frame);
                return value == null ? frame : value;
            } catch (DecodeException notJson) {
                return frame;
            }
        }

        private static String textOf(Object one) {
            return one instanceof String text ? text : Json.encode(one);
        }

        @Override
        public void noText(Phrase why) {
            listener.noText(why);
        }

        @Override
        public void tooLarge() {
            listener.tooLarge();
        }

        @Override
        public void alive() {
            listener.alive();
        }

        @Override
        public void closed(boolean byClient) {
            listener.closed(byClient);
        }
    }
}
