package io.parley.launcher.log;

import io.parley.ops.EventLog;
import java.util.List;
import org.slf4j.LoggerFactory;

/** A process that logs one line of each kind: run with PARLEY_LOG's words, and whether to believe in a terminal. */
final class TalkativeMain {
    private TalkativeMain() {}

    public static void main(String[] args) {
        LogForm.of(args[0], Boolean.parseBoolean(args[1]), "").apply();
        EventLog log = EventLog.of(TalkativeMain.class, EventLog.GATEWAY);
        log.debug("detail").log("for whoever searches");
        log.info("connection_established")
                .addKeyValue(EventLog.Field.CONNECTION_ID, "c1")
                .addKeyValue(EventLog.Field.USER_ID, "evil\n{\"level\":\"ERROR\"}\u001b[2J\u009b2J")
                .addKeyValue("failing", List.of("gateway"))
                .addKeyValue("nanos", 42L)
                .log("connected");
        log.warn("slow_consumer").addKeyValue(EventLog.Field.PROJECT_ID, "p1").log("falls behind");
        log.error("store_lost")
                .setCause(new IllegalStateException("first\nsecond\u001b[2J"))
                .log("gone");
        LoggerFactory.getLogger("com.hazelcast.Chatter").info("of no interest");
        LoggerFactory.getLogger("io.vertx.core.net.impl.ConnectionBase").error("Connection reset by peer");
        LoggerFactory.getLogger("com.hazelcast.Chatter").warn("of interest");
    }
}
