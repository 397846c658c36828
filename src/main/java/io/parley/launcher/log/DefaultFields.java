package io.parley.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonGenerator;
import io.parley.ops.EventLog;
import java.io.IOException;
import java.util.List;
import net.logstash.logback.composite.AbstractJsonProvider;
import org.slf4j.event.KeyValuePair;

/** Gives lines of libraries, which know nothing of {@link EventLog}, the fields that every line has. */
public final class DefaultFields extends AbstractJsonProvider<ILoggingEvent> {
    @Override
    public void writeTo(JsonGenerator generator, ILoggingEvent line) throws IOException {
        writeIfAbsent(generator, line, EventLog.Field.SERVICE, EventLog.PARLEY);
        writeIfAbsent(generator, line, EventLog.Field.EVENT, "log");
    }

    private static void writeIfAbsent(JsonGenerator generator, ILoggingEvent line, String field, String value)
            throws IOException {
        List<KeyValuePair> pairs = line.getKeyValuePairs();
        if (pairs == null || pairs.stream().noneMatch(pair -> pair.key.equals(field))) {
            generator.writeStringField(field, value);
        }
    }
}
