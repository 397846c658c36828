package io.parley.faults.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A network on this machine in which each node has an address of its own, in a namespace of its own, and what one sends to
 * another can be cut: frames then leave for a station that is not there, and nobody is told. Linux, as root, with ip(8).
 *
 * <p>The machine itself, where clients and databases are, has {@link #host}. To be used on the JUnit thread.
 */
public final class Network implements AutoCloseable {
    private static final String NOWHERE = "02:00:00:00:00:fe";
    private static final int FIRST = 2;

    /** What all that is made here is called by, so that two of them do not meet. */
    private final String name = "p" + Integer.toHexString(new Random().nextInt(0x1000, 0x10000));

    private final String subnet;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final Set<String> cuts = new TreeSet<>();

    private Network(String subnet) {
        this.subnet = subnet;
    }

    /** Whether this machine can have one. */
    public static boolean isPossible() {
        try (Network network = open()) {
            network.add("probe");
            return true;
        } catch (IOException | InterruptedException | IllegalStateException none) {
            return false;
        }
    }

    public static Network open() throws IOException, InterruptedException {
        Random random = new Random();
        Network network = new Network("10." + random.nextInt(200, 250) + "." + random.nextInt(1, 250) + ".");
        ip("link", "add", network.bridge(), "type", "bridge");
        ip("addr", "add", network.host() + "/24", "dev", network.bridge());
        ip("link", "set", network.bridge(), "up");
        return network;
    }

    /** The address of the machine, as the nodes see it. */
    public String host() {
        return subnet + 1;
    }

    /** The address of the node {@code place}, which gets one where it had none. */
    public String add(String place) throws IOException, InterruptedException {
        Integer known = places.get(place);
        if (known != null) {
            return subnet + known;
        }
        int number = places.size() + FIRST;
        places.put(place, number);
        String space = space(place);
        ip("netns", "add", space);
        ip("link", "add", name + "v" + number, "type", "veth", "peer", "name", "eth0", "netns", space);
        ip("link", "set", name + "v" + number, "master", bridge(), "up");
        ip("-n", space, "link", "set", "lo", "up");
        ip("-n", space, "addr", "add", subnet + number + "/24", "dev", "eth0");
        ip("-n", space, "link", "set", "eth0", "up");
        return subnet + number;
    }

    /** The addresses of the first {@code count} nodes, there or not. */
    List<String> addresses(int count) {
        return IntStream.range(FIRST, FIRST + count)
                .mapToObj(number -> subnet + number)
                .toList();
    }

    /** What to put before a command that is to run there. */
    public List<String> in(String place) {
        return List.of("ip", "netns", "exec", space(place));
    }

    /** Nothing that {@code from} sends reaches {@code to} any more. */
    public void cut(String from, String to) throws IOException, InterruptedException {
        ip("-n", space(from), "neigh", "replace", address(to), "lladdr", NOWHERE, "nud", "permanent", "dev", "eth0");
        cuts.add(from + " " + to);
    }

    /** Neither hears the other any more. */
    public void part(String one, String other) throws IOException, InterruptedException {
        cut(one, other);
        cut(other, one);
    }

    /** All is as it was. */
    public void heal() throws IOException, InterruptedException {
        for (String cut : cuts) {
            String[] ends = cut.split(" ", -1);
            ip("-n", space(ends[0]), "neigh", "del", address(ends[1]), "dev", "eth0");
        }
        cuts.clear();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (String place : places.keySet()) {
            ip("netns", "del", space(place));
        }
        ip("link", "del", bridge());
    }

    private String address(String place) {
        Integer number = places.get(place);
        if (number == null) {
            throw new IllegalArgumentException("no node " + place);
        }
        return subnet + number;
    }

    private String bridge() {
        return name + "br";
    }

    private String space(String place) {
        return name + "-" + place;
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code + ": " + said.strip());
        }
    }
}
