package io.parley.agent.web;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Cuts a {@code text/event-stream} into its events, wherever its bytes are cut. Lines end with LF, CR or both; comments, ids
 * and fields that are not known are passed over; bytes that are no UTF-8 become U+FFFD. An event that the stream's end cuts off is
 * none. Pure.
 */
public final class SseReader {
    private static final String BOM = "\uFEFF";
    private static final Set<String> KEEP_ALIVE = Set.of("ping", "keepalive", "keep-alive", "heartbeat");

    private final int maxBytes;
    private final Consumer<Sent> events;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private String name = "";
    private boolean hasData;
    private boolean afterCr;
    private boolean begun;

    /** One event; {@code name} is empty where the stream gave it none. */
    public record Sent(String name, String data) {
        /** Whether it only keeps the stream open: it has no data, or a name that means so. */
        public boolean isKeepAlive() {
            return data.isBlank() || KEEP_ALIVE.contains(name);
        }
    }

    /** At most {@code maxBytes} of a line, and as many characters of an event, are kept. */
    public SseReader(int maxBytes, Consumer<Sent> events) {
        this.maxBytes = maxBytes;
        this.events = events;
    }

    /** Tells the events that {@code bytes} complete. Throws {@link Unanswered} where a line or an event is too long. */
    public void read(Buffer bytes) {
        for (byte one : bytes.getBytes()) {
            if (one == '\n' && afterCr) {
                afterCr = false; // the second half of CR LF
            } else if (one == '\n' || one == '\r') {
                afterCr = one == '\r';
                endLine();
            } else {
                afterCr = false;
                require(line.size() < maxBytes);
                line.write(one);
            }
        }
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!begun) {
            begun = true;
            text = text.startsWith(BOM) ? text.substring(1) : text;
        }
        if (text.isEmpty()) {
            dispatch();
        } else {
            field(text);
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
        if (field.equals("data")) {
            require(data.length() + value.length() < maxBytes);
            data.append(hasData ? "\n" : "").append(value);
            hasData = true;
        } else if (field.equals("event")) {
            name = value;
        }
    }

    private void dispatch() {
        Sent event = new Sent(name, data.toString());
        boolean isSent = hasData;
        name = "";
        hasData = false;
        data.setLength(0);
        if (isSent) {
            events.accept(event);
        }
    }

    private void require(boolean fits) {
        if (!fits) {
            throw Unanswered.of(Unanswered.Reason.GARBLED, "a line or an event of more than " + maxBytes + " bytes");
        }
    }
}
