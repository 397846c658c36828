package io.parley.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contracts, kept by the log in memory. */
final class MemoryLogTest {
    interface Memory extends LogUnderTest {
        @Override
        default Future<ConversationLog> open(Vertx vertx, Path folder) {
            return Logs.open(vertx, StoreConfig.memory());
        }
    }

    @Nested
    final class Appends extends AppendContract implements Memory {}

    @Nested
    final class Claims extends ClaimContract implements Memory {}

    @Nested
    final class Opens extends OpenContract implements Memory {}

    @Nested
    final class Orphans extends OrphanContract implements Memory {}

    @Nested
    final class Reads extends ReadContract implements Memory {}

    @Nested
    final class Rosters extends RosterContract implements Memory {}

    @Nested
    final class Turns extends TurnContract implements Memory {}
}
