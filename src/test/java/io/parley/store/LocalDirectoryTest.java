package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalDirectoryTest extends ConnectionDirectoryContract {
    @Override
    Future<ConnectionDirectory> open(Duration lifetime) {
        return Future.succeededFuture(new LocalDirectory(LocalDirectory.LIMIT, lifetime));
    }

    @Test
    void fullDirectoryTakesNoMoreAndStillRenewsWhatItHas() throws Exception {
        ConnectionDirectory directory = new LocalDirectory(1, DAY);
        await(() -> directory.add(entry("c1", "u1")));

        assertThatThrownBy(() -> await(() -> directory.add(entry("c2", "u1")))).isInstanceOf(StoreFailure.class);
        await(() -> directory.add(entry("c1", "u1")));

        assertThat(of(directory, "u1")).containsExactly(entry("c1", "u1"));
    }
}
