package io.parley.agent.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.agent.web.SseReader.Sent;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
    private static final String STREAM =
            ": a comment|data: {\"a\":\"你好 👋\"}||event: error|data:first|data: second|id: 7"
                    + "|retry: 10|unknown||:||data||event: lost||data: [DONE]||data: cut off";
    private static final List<Sent> EVENTS = List.of(
            new Sent("", "{\"a\":\"你好 👋\"}"),
            new Sent("error", "first\nsecond"),
            new Sent("", ""),
            new Sent("", "[DONE]"));

    private final List<Sent> events = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void eventsAreWholeWhereverTheirBytesAreCut(String lineEnd) {
        byte[] bytes = STREAM.replace("|", lineEnd).getBytes(StandardCharsets.UTF_8);

        for (int cut = 0; cut <= bytes.length; cut++) {
            events.clear();
            SseReader reader = new SseReader(1_000, events::add);
            reader.read(Buffer.buffer(bytes).slice(0, cut));
            reader.read(Buffer.buffer(bytes).slice(cut, bytes.length));

            assertThat(events).as("cut at %d", cut).isEqualTo(EVENTS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void eventsAreWholeByteForByte(String lineEnd) {
        SseReader reader = new SseReader(1_000, events::add);

        for (byte one : ("\uFEFF" + STREAM.replace("|", lineEnd)).getBytes(StandardCharsets.UTF_8)) {
            reader.read(Buffer.buffer().appendByte(one));
        }

        assertThat(events).isEqualTo(EVENTS);
    }

    @Test
    void bytesThatAreNoUtf8BecomeReplacementsAndTheRestStays() {
        SseReader reader = new SseReader(1_000, events::add);

        reader.read(Buffer.buffer("data: a")
                .appendByte((byte) 0xff)
                .appendByte((byte) 0xc3)
                .appendString("b\n\n"));

        assertThat(events).containsExactly(new Sent("", "a\uFFFD\uFFFDb"));
    }

    @Test
    void lineOrEventWithoutAnEndIsRefusedBeforeItIsLarge() {
        SseReader endless = new SseReader(1_000, events::add);
        SseReader manyLines = new SseReader(1_000, events::add);

        var line = catchThrowableOfType(Unanswered.class, () -> endless.read(Buffer.buffer("x".repeat(1_001))));
        var event = catchThrowableOfType(
                Unanswered.class, () -> manyLines.read(Buffer.buffer("data: 123456\n".repeat(1_000))));

        assertThat(line.reason()).isEqualTo(Unanswered.Reason.GARBLED);
        assertThat(event.reason()).isEqualTo(Unanswered.Reason.GARBLED);
        assertThat(events).isEmpty();
    }
}
