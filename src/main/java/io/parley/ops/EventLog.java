package io.parley.ops;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Structured log lines: each has a {@code service} and an {@code event}, and fields under the names of {@link Field}.
 * Never message text, tokens or keys. Any thread.
 *
 * <pre>{@code
 * log.info("connection_established").addKeyValue(Field.USER_ID, user).log("connected");
 * }</pre>
 */
public final class EventLog {
    public static final String GATEWAY = "websocket_gateway";
    public static final String CONVERSATION = "conversation_service";
    public static final String PARLEY = "parley";

    private final Logger logger;
    private final String service;

    private EventLog(Logger logger, String service) {
        this.logger = logger;
        this.service = service;
    }

    /** The log of {@code owner}, whose lines say {@code service}. */
    public static EventLog of(Class<?> owner, String service) {
        return new EventLog(LoggerFactory.getLogger(owner), service);
    }

    /** A life event. */
    public LoggingEventBuilder info(String event) {
        return with(logger.atInfo(), event);
    }

    /** Something that heals by itself. */
    public LoggingEventBuilder warn(String event) {
        return with(logger.atWarn(), event);
    }

    /** Something that needs a person; give it its cause. */
    public LoggingEventBuilder error(String event) {
        return with(logger.atError(), event);
    }

    /** Something for whoever searches a fault; off by default. */
    public LoggingEventBuilder debug(String event) {
        return with(logger.atDebug(), event);
    }

    private LoggingEventBuilder with(LoggingEventBuilder line, String event) {
        return line.addKeyValue(Field.SERVICE, service).addKeyValue(Field.EVENT, event);
    }

    /** The names of the fields, the same in every room. */
    public static final class Field {
        public static final String SERVICE = "service";
        public static final String EVENT = "event";
        public static final String CONNECTION_ID = "connection_id";
        public static final String SESSION_ID = "session_id";
        public static final String USER_ID = "user_id";
        public static final String PROJECT_ID = "project_id";
        public static final String MESSAGE_ID = "message_id";
        public static final String CORRELATION_ID = "correlation_id";
        public static final String INSTANCE = "instance";
        public static final String CODE = "code";
        public static final String ADDRESS = "address";

        private Field() {}
    }
}
