package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Setup;
import io.parley.faults.checker.Times;
import io.parley.faults.node.Addresses;
import io.parley.faults.node.LocalNode;
import io.parley.faults.node.Nodes;
import io.parley.faults.proxy.ChaosProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Row(1)
class ClientResetTest {
    private static final Duration WARM = Duration.ofSeconds(5);

    @Test
    void clientsWhoseSocketsAreResetLoseNothing(Figures figures) throws Exception {
        try (LocalNode node = new LocalNode();
                ChaosProxy proxy = ChaosProxy.to(node.port());
                Crowd crowd =
                        Crowd.gather(Setup.of(Addresses.of(proxy.port())), Path.of("target/faults/reset-20.jsonl"))) {
            talk(crowd);
            reset(20, crowd, proxy);

            Contract.holds(crowd, node.url());
            assertBack(20, crowd, figures);
        }
    }

    @Test
    @Tag("slow")
    void clientsWhoseSocketsAreResetTwoHundredTimesLoseNothing(Figures figures) throws Exception {
        try (Nodes nodes = Nodes.called("reset-200");
                ChaosProxy proxy = ChaosProxy.to(nodes.port("n"))) {
            nodes.startAlone("n").awaitReady();
            try (Crowd crowd = Crowd.gather(Setup.of(Addresses.of(proxy.port())), nodes.journal())) {
                talk(crowd);
                crowd.pass(WARM);
                reset(200, crowd, proxy);

                Contract.holds(crowd, nodes.url("n"), nodes);
                assertBack(200, crowd, figures);
            }
        }
    }

    private static void talk(Crowd crowd) throws Exception {
        crowd.talk(Duration.ofMillis(20), 20, 10);
    }

    private static void reset(int times, Crowd crowd, ChaosProxy proxy) throws Exception {
        Random random = new Random(times);
        for (int i = 0; i < times; i++) {
            crowd.pass(Duration.ofMillis(20 + random.nextInt(60)));
            proxy.resetOne(random);
        }
        crowd.hush();
        crowd.settle(Duration.ofSeconds(60));
    }

    private static void assertBack(int times, Crowd crowd, Figures figures) throws Exception {
        Times returns = Times.ofReturns(crowd.lines());
        figures.add("resets", returns.count())
                .add("median resume", returns.percentile(50))
                .add("p95", returns.percentile(95));
        assertThat(returns.count()).isGreaterThan(times * 9 / 10);
        assertThat(returns.percentile(50)).isLessThan(Duration.ofMillis(500));
    }
}
