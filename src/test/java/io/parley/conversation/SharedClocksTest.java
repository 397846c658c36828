package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clocks that all conversations of an instance share: what one of them throws does no harm to the others. */
class SharedClocksTest {
    private static final long INTERVAL_MS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void whatWaitsToBeSentIsSentAlsoBehindOneThatThrows() throws Exception {
        Pacer pacer = new Pacer(vertx, INTERVAL_MS, System::nanoTime);
        Streaming bad = new Streaming(true);
        Streaming good = new Streaming(false);

        vertx.getOrCreateContext().runOnContext(v -> {
            pacer.changed(bad, System.nanoTime());
            pacer.changed(good, System.nanoTime());
        });
        assertThat(heard()).isEqualTo("broke");
        assertThat(heard()).isEqualTo("sent");
        vertx.getOrCreateContext().runOnContext(v -> pacer.changed(good, System.nanoTime()));

        assertThat(heard()).isEqualTo("sent");
    }

    @Test
    void whatIsSentAtOnceAndThrowsIsToldSoAndNotWhoeverChangedIt() throws Exception {
        Pacer pacer = new Pacer(vertx, 0, System::nanoTime);

        vertx.getOrCreateContext().runOnContext(v -> {
            pacer.changed(new Streaming(true), System.nanoTime());
            heard.add("went on");
        });

        assertThat(heard()).isEqualTo("broke");
        assertThat(heard()).isEqualTo("went on");
    }

    @Test
    void timeIsLookedAtAlsoBehindOneThatThrows() throws Exception {
        Pulse pulse = new Pulse(vertx, INTERVAL_MS, System::nanoTime);

        vertx.getOrCreateContext().runOnContext(v -> {
            pulse.add(now -> {
                throw new IllegalStateException("boom");
            });
            pulse.add(now -> heard.add("looked"));
        });

        assertThat(heard()).isEqualTo("looked");
    }

    private String heard() throws InterruptedException {
        return String.valueOf(heard.poll(10, SECONDS));
    }

    /** Sent something just now, so that it has to wait. */
    private final class Streaming implements Pacer.Paced {
        private final boolean isBad;
        private final long sentNanos = System.nanoTime();

        Streaming(boolean isBad) {
            this.isBad = isBad;
        }

        @Override
        public long lastSentNanos() {
            return sentNanos;
        }

        @Override
        public void send(long nowNanos) {
            if (isBad) {
                throw new IllegalStateException("boom");
            }
            heard.add("sent");
        }

        @Override
        public void broke(RuntimeException failure) {
            heard.add("broke");
        }
    }
}
