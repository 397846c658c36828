package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void fewDependenciesAreMandatory() throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile())
                .getDocumentElement();

        List<String> mandatory = children(child(project, "dependencies")).stream()
                .filter(dependency -> text(dependency, "optional").isEmpty())
                .filter(dependency -> text(dependency, "scope").isEmpty())
                .map(dependency -> text(dependency, "artifactId"))
                .toList();

        assertThat(mandatory).containsExactlyElementsOf(MANDATORY);
    }

    @Test
    void jarHasANameAsAModule() throws Exception {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<Automatic-Module-Name>io.parley</Automatic-Module-Name>");
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
