package io.parley.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contracts, kept by the log in a file of H2. */
final class H2LogTest {
    interface H2 extends LogUnderTest {
        @Override
        default Future<ConversationLog> open(Vertx vertx, Path folder) {
            return Logs.open(vertx, StoreConfig.h2(folder.resolve("log").toString()));
        }
    }

    @Nested
    final class Appends extends AppendContract implements H2 {}

    @Nested
    final class Claims extends ClaimContract implements H2 {}

    @Nested
    final class Opens extends OpenContract implements H2 {}

    @Nested
    final class Orphans extends OrphanContract implements H2 {}

    @Nested
    final class Reads extends ReadContract implements H2 {}

    @Nested
    final class Rosters extends RosterContract implements H2 {}

    @Nested
    final class Turns extends TurnContract implements H2 {}
}
