package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class DirectoryConfigTest {
    @Test
    void everyKeyHasADefault() {
        DirectoryConfig empty = DirectoryConfig.of(new JsonObject());
        DirectoryConfig redis = DirectoryConfig.of(
                new JsonObject("{\"kind\":\"redis\",\"redis\":{\"host\":\"r1\",\"password\":\"pw\"}}"));

        assertThat(empty).isEqualTo(DirectoryConfig.local());
        assertThat(redis.kind()).isEqualTo(DirectoryConfig.Kind.REDIS);
        assertThat(redis.redis().address()).isEqualTo("r1:6379");
        assertThat(redis.redis().password()).isEqualTo("pw");
    }

    @Test
    void wrongKeysAndValuesAreNamed() {
        assertThatThrownBy(() -> DirectoryConfig.of(new JsonObject("{\"kind\":\"etcd\"}")))
                .hasMessageContaining("kind");
        assertThatThrownBy(() -> DirectoryConfig.of(new JsonObject("{\"redis\":{\"prot\":6379}}")))
                .hasMessageContaining("prot");
        assertThatThrownBy(() -> DirectoryConfig.of(new JsonObject("{\"redis\":{\"port\":0}}")))
                .hasMessageContaining("redis");
    }
}
