package io.parley.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final Classes CLASSES = new Classes() {
        @Override
        public Optional<String> problem(String name) {
            return name.equals("nobody") ? Optional.of("no class of this name") : Optional.empty();
        }

        @Override
        public Optional<String> section(String name) {
            return name.equals("gateway") ? Optional.of("gateway") : Optional.empty();
        }
    };

    private Map<String, String> environment = Map.of();
    private List<String> settings = List.of();
    private @Nullable String verticles;

    @Test
    void withoutAnySourceTheDefaultsOfTheSchemaStand() {
        Configuration configuration = load("{}");

        assertThat(configuration.root().path("gateway").path("port").asInt()).isEqualTo(8080);
        assertThat(configuration.root().at("/store/h2/file").asText()).isEqualTo("parley");
    }

    @Test
    void theFileComesBeforeTheDefaultsTheEnvironmentBeforeTheFileAndTheCommandLineBeforeAll() {
        environment = Map.of("PARLEY_GATEWAY_HEARTBEAT_MS", "2000", "PARLEY_GATEWAY_PORT", "2");
        settings = List.of("gateway.port=3");

        var gateway = load("""
                {"gateway": {"request_timeout_ms": 1000, "heartbeat_ms": 1000, "port": 1}}""").root().path("gateway");

        assertThat(gateway.path("reconnecting_ms").asInt()).isEqualTo(60_000);
        assertThat(gateway.path("request_timeout_ms").asInt()).isEqualTo(1000);
        assertThat(gateway.path("heartbeat_ms").asInt()).isEqualTo(2000);
        assertThat(gateway.path("port").asInt()).isEqualTo(3);
    }

    @Test
    void valuesOfTheEnvironmentAndTheCommandLineBecomeWhatTheSchemaSays() {
        environment = Map.of("PARLEY_GATEWAY_ALLOWED_ORIGINS", "https://a.example, https://b.example");
        settings = List.of("gateway.sockjs.enabled=false", "store.h2.file=1", "gateway.queue={\"messages\": 7}");

        var root = load("{}").root();

        assertThat(root.at("/gateway/allowed_origins")).hasToString("[\"https://a.example\",\"https://b.example\"]");
        assertThat(root.at("/gateway/sockjs/enabled").isBoolean()).isTrue();
        assertThat(root.at("/store/h2/file").isTextual()).isTrue();
        assertThat(root.at("/gateway/queue/messages").asInt()).isEqualTo(7);
    }

    @Test
    void itemThatTheCommandLineSaysIsNoFaultOfTheFile() {
        settings = List.of("cluster.members=[\"a:99999\"]", "cluster.multicast.group=239.1.1.999");

        var refused = catchThrowableOfType(
                InvalidConfiguration.class, () -> load("{\"cluster\": {\"members\": [\"127.0.0.1:5701\"]}}"));

        assertThat(refused.problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.toString()).startsWith("--set "));
    }

    @Test
    void placeholdersInTheFileAreFilledFromTheEnvironment() {
        environment = Map.of("P", "81", "HOST", "example.org");

        var root = load("""
                {"data_dir": "/srv/${HOST}/$${x}", "gateway": {"port": "${P:1}", "heartbeat_ms": "${H:1234}",
                 "allowed_origins": ["https://${HOST}"]}}""").root();

        assertThat(root.path("data_dir").asText()).isEqualTo("/srv/example.org/${x}");
        assertThat(root.at("/gateway/port").intValue()).isEqualTo(81);
        assertThat(root.at("/gateway/heartbeat_ms").intValue()).isEqualTo(1234);
        assertThat(root.at("/gateway/allowed_origins/0").asText()).isEqualTo("https://example.org");
    }

    @Test
    void allErrorsAreToldAtOnceWithPlacePointerValueAndWhatWasExpected() {
        environment = Map.of("PARLEY_CLUSTER_BUS_PORT", "many");
        settings = List.of("gateway.prot=1", "console.port=70000", "nothing", "gateway.port.number=3");

        assertThat(errors("""
                {
                  // a comment
                  "gateway": {
                    "port": "x",
                    "heartbeat_ms": true, "quue": {},
                    "queue": 5,
                    "allowed_origins": ["ftp://x", 3],
                    "identity": {"mode": "${MODE}"},
                  },
                  "store": {"kind": "h3", "migrate": null, "zzz": 1},
                  "conversation": [],
                }
                """))
                .containsExactly(
                        "--set console.port=70000: /console/port: expected 0 to 65535, found integer 70000",
                        "--set gateway.port.number=3: /gateway/port/number: unknown key",
                        "--set gateway.prot=1: /gateway/prot: unknown key; did you mean \"port\"?",
                        "--set nothing: expected path=value, such as gateway.port=8082",
                        "conf/x.json:4:5: /gateway/port: expected integer, found string \"x\"",
                        "conf/x.json:5:5: /gateway/heartbeat_ms: expected integer, found boolean true",
                        "conf/x.json:5:27: /gateway/quue: unknown key; did you mean \"queue\"?",
                        "conf/x.json:6:5: /gateway/queue: expected object, found integer 5",
                        "conf/x.json:7:25: /gateway/allowed_origins/0: expected a text that matches ^https?://[^/]+$, found string \"ftp://x\"",
                        "conf/x.json:7:36: /gateway/allowed_origins/1: expected string, found integer 3",
                        "conf/x.json:8:18: /gateway/identity/mode: environment variable MODE is not set and has no default",
                        "conf/x.json:10:13: /store/kind: expected \"h2\" or \"mysql\" or \"memory\", found string \"h3\"; did you mean \"h2\"?",
                        "conf/x.json:10:27: /store/migrate: expected \"auto\" or \"validate\" or \"off\", found null",
                        "conf/x.json:10:44: /store/zzz: unknown key; known here: kind, h2, mysql, migrate",
                        "conf/x.json:11:3: /conversation: expected object, found array",
                        "environment PARLEY_CLUSTER_BUS_PORT: /cluster/bus_port: expected integer, found string \"many\"");
    }

    @Test
    void whatIsNoJsonIsToldWithItsPlace() {
        assertThat(errors("{\n  \"gateway\": {\"port\": 1, \"port\": 2}}"))
                .containsExactly("conf/x.json:2:32: not JSON: Duplicate field 'port'");
        assertThat(errors("{\n  \"gateway\" 5}")).singleElement().asString().startsWith("conf/x.json:2:13: not JSON: ");
        assertThat(errors("[]")).containsExactly("conf/x.json:1:1: expected an object in braces, found array");
        assertThat(errors("")).singleElement().asString().startsWith("conf/x.json:1:1: ");
        assertThat(errors("{} {}")).singleElement().asString().startsWith("conf/x.json:1:4: not JSON: ");
    }

    @Test
    void aVariableThatNearlyNamesAnOptionIsNoted() {
        environment = Map.of("PARLEY_GATEWAY_PROT", "1", "PARLEY_LLM_URL", "x");

        assertThat(load("{}").notes())
                .containsExactly("PARLEY_GATEWAY_PROT is set but no option; did you mean PARLEY_GATEWAY_PORT?");
    }

    @Test
    void anEntryOfOursGetsItsSectionWithItsConfigOverItAndAnotherGetsItsConfig() {
        verticles = """
                {"front": {"class": "gateway", "config": {"port": 9}, "deploymentOptions": {"instances": 2}},
                 "other": {"class": "org.example.Other", "enabled": false, "config": {"a": "${A:b}"}}}""";

        List<Entry> entries = load("{\"gateway\": {\"host\": \"::1\"}}").verticles();

        assertThat(entries).extracting(Entry::name).containsExactly("front", "other");
        assertThat(entries.get(0).config().path("port").asInt()).isEqualTo(9);
        assertThat(entries.get(0).config().path("host").asText()).isEqualTo("::1");
        assertThat(entries.get(0).options()).hasToString("{\"instances\":2}");
        assertThat(entries.get(1).enabled()).isFalse();
        assertThat(entries.get(1).config()).hasToString("{\"a\":\"b\"}");
    }

    @Test
    void errorsOfVerticlesAreToldLikeThoseOfTheConfigurationAndWithThem() {
        verticles = """
                {"front": {"class": "gateway", "config": {"prot": 9}},
                 "x": {"class": "nobody"}}""";

        assertThat(errors("{\"gateway\": {\"host\": 1}}"))
                .containsExactly(
                        "conf/x.json:1:14: /gateway/host: expected string, found integer 1",
                        "verticles.json:1:43: /front/config/prot: unknown key; did you mean \"port\"?",
                        "verticles.json:2:8: /x/class: no class of this name");
    }

    @Test
    void anEntryWithoutClassOrWithOptionsThatVertxDoesNotKnowIsRefused() {
        verticles = """
                {"x": {"deploymentOptions": {"instance": 2}, "enabld": true}}""";

        assertThat(errors("{}"))
                .containsExactly(
                        "verticles.json:1:2: /x: expected the key \"class\" here",
                        "verticles.json:1:30: /x/deploymentOptions/instance: unknown key; did you mean \"instances\"?",
                        "verticles.json:1:46: /x/enabld: unknown key; did you mean \"enabled\"?");
    }

    @Test
    void whatIsShownHasNoSecrets() {
        var shown = Secrets.masked(JsonText.parse("x", """
                {"a": {"db_password": "p", "list": [{"token": "t"}]}, "key": "k", "monkey": "m"}""").tree());

        assertThat(shown)
                .hasToString(
                        "{\"a\":{\"db_password\":\"***\",\"list\":[{\"token\":\"***\"}]},\"key\":\"***\",\"monkey\":\"m\"}");
    }

    @Test
    void anAddressIsShownWithoutItsPasswordAndItsQuery() {
        var shown = Secrets.masked(JsonText.parse("x", """
                {"url": "https://me:pw@models.example:8443/v1?api_key=LEAK#end", "list": ["redis://:pw@cache/0"],
                 "say": "Is it https://a?", "jdbc": "jdbc:mysql://db/x?password=LEAK", "path": "http://a/@b?"}""").tree());

        assertThat(shown)
                .hasToString(
                        "{\"url\":\"https://***@models.example:8443/v1?***#end\",\"list\":[\"redis://***@cache/0\"],"
                                + "\"say\":\"Is it https://a?\",\"jdbc\":\"jdbc:mysql://db/x?***\",\"path\":\"http://a/@b?\"}");
    }

    @Test
    void numbersOfTokensAndTimesAreNoSecrets() {
        assertThat(
                        errors(
                                "{\"conversation\": {\"turn\": {\"first_token_timeout_ms\": 1}}, \"llm\": {\"max_tokens\": -1}}"))
                .anyMatch(error -> error.endsWith("expected 100 to 86400000, found integer 1"))
                .anyMatch(error -> error.endsWith("expected 0 to 10000000, found integer -1"));
    }

    @Test
    void whatIsTooShortIsToldInCharactersOrItems() {
        assertThat(
                        errors(
                                "{\"conversation\": {\"agent\": \"\"}, \"gateway\": {\"identity\": {\"jwt\": {\"algorithms\": []}}}}"))
                .anyMatch(error ->
                        error.endsWith("/conversation/agent: expected at least 1 character, found string \"\""))
                .anyMatch(error -> error.endsWith("/jwt/algorithms: expected at least 1 item, found array"));
    }

    @Test
    void anErrorDoesNotShowASecret() {
        assertThat(errors("{\"console\": {\"token\": \"short\"}}"))
                .containsExactly(
                        "conf/x.json:1:14: /console/token: expected a text that matches ^(.{16,})?$, found ***");
    }

    @Test
    void everyOptionHasAVariableOfItsOwn() {
        Stream<String> names =
                Schema.named("config.schema.json").options().stream().map(o -> String.join("_", o));

        assertThat(names).doesNotHaveDuplicates();
    }

    private Configuration load(String text) {
        return Configuration.load(new Sources(
                new Sources.Text("conf/x.json", text),
                verticles == null ? null : new Sources.Text("verticles.json", verticles),
                environment,
                settings.stream().map(Sources.Setting::parse).toList(),
                CLASSES));
    }

    private List<String> errors(String text) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> load(text))
                .lines();
    }
}
