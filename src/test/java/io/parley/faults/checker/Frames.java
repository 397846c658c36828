package io.parley.faults.checker;

import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the messages of a client travel in. */
enum Frames {
    WEBSOCKET {
        @Override
        String path(URI gateway, String session) {
            return gateway.getRawPath();
        }

        @Override
        String wrapped(String message) {
            return message;
        }

        @Override
        List<String> messages(String frame) {
            return List.of(frame);
        }

        @Override
        @Nullable
        Short closeCode(String frame) {
            return null;
        }
    },
    /** The WebSocket transport of the SockJS protocol 0.3.3. */
    SOCKJS {
        @Override
        String path(URI gateway, String session) {
            return "/sockjs/000/" + session + "/websocket";
        }

        @Override
        String wrapped(String message) {
            return new JsonArray().add(message).encode();
        }

        @Override
        List<String> messages(String frame) {
            return frame.startsWith("a")
                    ? new JsonArray(frame.substring(1))
                            .stream().map(String::valueOf).toList()
                    : List.of();
        }

        @Override
        @Nullable
        Short closeCode(String frame) {
            return frame.startsWith("c")
                    ? new JsonArray(frame.substring(1)).getInteger(0).shortValue()
                    : null;
        }
    };

    /** Of each three clients one comes over SockJS. */
    static Frames of(int number) {
        return number % 3 == 1 ? SOCKJS : WEBSOCKET;
    }

    /** {@code session}: a name that nobody else has. */
    abstract String path(URI gateway, String session);

    abstract String wrapped(String message);

    abstract List<String> messages(String frame);

    /** Why the other side is about to close, where the frame says it. */
    abstract @Nullable Short closeCode(String frame);
}
