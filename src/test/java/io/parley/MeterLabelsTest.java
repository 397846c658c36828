package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.parley.ops.Metrics;
import io.parley.ops.TurnMeters;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The room of the meters imports no other; here its labels are held against the protocol. */
class MeterLabelsTest {
    private final String scraped = Metrics.create().scrape().orElseThrow();

    @Test
    void everyMessageOfAClientHasASeries() {
        assertThat(labels("direction=\"inbound\",type")).isEqualTo(with(types(ClientMessage.class), "unknown"));
    }

    @Test
    void everyMessageOfAServerHasASeries() {
        assertThat(labels("direction=\"outbound\",type")).isEqualTo(with(types(ServerMessage.class), "unknown"));
    }

    @Test
    void turnsEndAsRepliesDo() {
        assertThat(Arrays.stream(TurnMeters.End.values()).map(Enum::name))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Logged.AiReply.Outcome.values())
                        .map(Enum::name)
                        .toList());
    }

    private Set<String> labels(String name) {
        return Pattern.compile(Pattern.quote(name) + "=\"(\\w+)\"")
                .matcher(scraped)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> types(Class<?> family) {
        return Arrays.stream(family.getAnnotation(JsonSubTypes.class).value())
                .map(JsonSubTypes.Type::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> with(Set<String> names, String more) {
        names.add(more);
        return names;
    }
}
