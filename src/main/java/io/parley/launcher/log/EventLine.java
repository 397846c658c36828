package io.parley.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.parley.ops.EventLog;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/**
 * A line for eyes: level, event (the logger's last name for libraries), sentence, fields, and the cause below. Control
 * characters become dots, so that nobody writes to the terminal through a field. Its option {@code true} colours.
 */
public final class EventLine extends ClassicConverter {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029]");
    private static final Pattern CONTROL_BUT_LINES =
            Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029&&[^\\n\\t]]");
    private static final Set<String> SHOWN_ELSEWHERE = Set.of(EventLog.Field.SERVICE, EventLog.Field.EVENT);

    private final ThrowableProxyConverter causes = new ThrowableProxyConverter();

    @Override
    public void start() {
        causes.start();
        super.start();
    }

    @Override
    public String convert(ILoggingEvent line) {
        StringBuilder text = new StringBuilder(coloured(String.format("%-5s ", line.getLevel()), line.getLevel()));
        String event = event(line);
        text.append(CONTROL.matcher(event + ": " + line.getFormattedMessage()).replaceAll("·"));
        pairs(line).stream()
                .filter(pair -> !SHOWN_ELSEWHERE.contains(pair.key))
                .forEach(pair -> text.append(' ')
                        .append(CONTROL.matcher(pair.key + "=" + pair.value).replaceAll("·")));
        return text.append(System.lineSeparator()).append(cause(line)).toString();
    }

    private String cause(ILoggingEvent line) {
        return line.getThrowableProxy() == null
                ? ""
                : CONTROL_BUT_LINES.matcher(causes.convert(line)).replaceAll("·");
    }

    private static String event(ILoggingEvent line) {
        String logger = line.getLoggerName();
        return pairs(line).stream()
                .filter(pair -> pair.key.equals(EventLog.Field.EVENT))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElse(logger.substring(logger.lastIndexOf('.') + 1));
    }

    private static List<KeyValuePair> pairs(ILoggingEvent line) {
        return Optional.ofNullable(line.getKeyValuePairs()).orElse(List.of());
    }

    private String coloured(String text, Level level) {
        if (!Boolean.parseBoolean(getFirstOption())) {
            return text;
        }
        String colour = switch (level.toInt()) {
            case Level.ERROR_INT -> "31";
            case Level.WARN_INT -> "33";
            default -> "2";
        };
        return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }
}
