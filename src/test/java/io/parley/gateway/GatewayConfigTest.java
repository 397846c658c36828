package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
    @Test
    void defaultsAreThoseOfTheSchema() throws Exception {
        JsonObject schema;
        try (InputStream file = GatewayConfig.class.getResourceAsStream("/schema/config.schema.json")) {
            schema = new JsonObject(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
        JsonObject section = schema.getJsonObject("properties").getJsonObject("gateway");

        JsonObject defaults = defaults(section);

        assertThat(defaults.fieldNames()).contains("heartbeat_ms", "limits");
        assertThat(GatewayConfig.of(defaults)).isEqualTo(GatewayConfig.of(new JsonObject()));
    }

    @Test
    void partOfASectionKeepsTheDefaultsOfTheRest() {
        GatewayConfig config = GatewayConfig.of(new JsonObject("{\"limits\":{\"connections\":5}}"));

        assertThat(config.limits()).isEqualTo(new GatewayConfig.Limits(10, 20, 5));
    }

    @Test
    void frameSmallerThanAMessageIsRefused() {
        JsonObject wrong = new JsonObject().put("max_message_bytes", 2_000).put("max_frame_bytes", 1_000);

        assertThatThrownBy(() -> GatewayConfig.of(wrong)).hasMessageContaining("max_frame_bytes");
    }

    private static JsonObject defaults(JsonObject object) {
        JsonObject all = new JsonObject();
        JsonObject properties = object.getJsonObject("properties");
        for (String name : properties.fieldNames()) {
            JsonObject property = properties.getJsonObject(name);
            all.put(
                    name,
                    "object".equals(property.getString("type")) ? defaults(property) : property.getValue("default"));
        }
        return all;
    }
}
