package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What an application gets with the artifact, whether it likes it or not. */
class PublishedPomTest {
    private static final List<String> MANDATORY = List.of(
            "vertx-core",
            "vertx-web",
            "vertx-auth-jwt",
            "jackson-core",
            "jackson-databind",
            "ulid-creator",
            "bucket4j_jdk17-core",
            "micrometer-core",
            "vertx-micrometer-metrics",
            "micrometer-registry-prometheus",
            "vertx-health-check",
            "slf4j-api",
            "jspecify");

    /** As {@code com.h2database:h2:2.4.240} stands in a table. */
    private static final Pattern COORDINATES = Pattern.compile("`([a-z0-9.]+:[a-z0-9-]+):([0-9.]+)`");

    @Test
    void fewDependenciesAreMandatory() throws Exception {
        List<String> mandatory = children(child(project(), "dependencies")).stream()
                .filter(dependency -> text(dependency, "optional").isEmpty())
                .filter(dependency -> text(dependency, "scope").isEmpty())
                .map(dependency -> text(dependency, "artifactId"))
                .toList();

        assertThat(mandatory).containsExactlyElementsOf(MANDATORY);
    }

    @Test
    void versionsThatTheDocumentNamesAreThoseOfTheTests() throws Exception {
        Element project = project();
        Element properties = child(project, "properties");
        Map<String, String> versions = children(child(project, "dependencies")).stream()
                .collect(Collectors.toMap(
                        dependency -> text(dependency, "groupId") + ":" + text(dependency, "artifactId"),
                        dependency -> resolved(text(dependency, "version"), properties),
                        (version, classified) -> version));

        Map<String, String> named = COORDINATES
                .matcher(Files.readString(Path.of("src/docs/embedding.md")))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2), (one, other) -> one));

        assertThat(named)
                .hasSize(5)
                .allSatisfy((artifact, version) -> assertThat(versions).containsEntry(artifact, version));
    }

    private static String resolved(String version, Element properties) {
        return version.startsWith("${") ? text(properties, version.substring(2, version.length() - 1)) : version;
    }

    @Test
    void jarHasANameAsAModule() throws Exception {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<Automatic-Module-Name>io.parley</Automatic-Module-Name>");
    }

    private static Element project() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile())
                .getDocumentElement();
    }

    private static Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(element -> element.getTagName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String text(Element parent, String name) {
        return children(parent).stream()
                .filter(element -> element.getTagName().equals(name))
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
    }

    private static List<Element> children(Element parent) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .toList();
    }
}
