package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Evidence;
import io.parley.faults.checker.Setup;
import io.parley.faults.node.LocalNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker over a whole node, without any fault. */
class CheckerTest {
    @Test
    void fiftyClientsWhoTalkAtOnceFindEveryPromiseKept() throws Exception {
        try (LocalNode node = new LocalNode();
                Crowd crowd = Crowd.gather(Setup.of(node.url()), Path.of("target/faults/checker.jsonl"))) {
            crowd.askAll(20, 5);
            crowd.generate(0, new JsonObject().put("steps", 10).put("pace_ms", 5));
            crowd.settle(Duration.ofSeconds(30));

            Evidence evidence = Contract.holds(crowd, node.url());
            assertThat(evidence.logs()).hasSize(10);
            assertThat(evidence.logs().values().stream().mapToInt(List::size).sum())
                    .isEqualTo(102);
            assertThat(crowd.refused()).isEmpty();
        }
    }
}
