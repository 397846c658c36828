package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.protocol.BadMessage;
import io.parley.store.StoreConfig.H2;
import io.parley.store.StoreConfig.Kind;
import io.parley.store.StoreConfig.Migrate;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class StoreConfigTest {
    @Test
    void readsTheSectionOfTheConfiguration() {
        JsonObject section = new JsonObject(
                "{\"kind\":\"h2\",\"h2\":{\"file\":\"/data/parley\",\"fsync\":true},\"migrate\":\"validate\"}");

        StoreConfig config = StoreConfig.of(section);

        assertThat(config)
                .isEqualTo(new StoreConfig(Kind.H2, new H2("/data/parley", true, null, null), null, Migrate.VALIDATE));
    }

    @Test
    void memoryNeedsNothingElse() {
        assertThat(StoreConfig.of(new JsonObject().put("kind", "memory"))).isEqualTo(StoreConfig.memory());
    }

    @Test
    void h2NeedsItsSection() {
        assertThatThrownBy(() -> StoreConfig.of(new JsonObject().put("kind", "h2")))
                .isInstanceOf(BadMessage.class);
    }

    @Test
    void aKeyThatIsNotKnownIsAnError() {
        assertThatThrownBy(() ->
                        StoreConfig.of(new JsonObject().put("kind", "memory").put("fil", "x")))
                .isInstanceOf(BadMessage.class)
                .hasMessageContaining("fil");
    }
}
