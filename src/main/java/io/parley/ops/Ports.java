package io.parley.ops;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.OptionalInt;

/** The ports that verticles of this process really listen at, which differ from what was asked for where that is 0. */
public final class Ports {
    private final LocalMap<String, Integer> ports;

    private Ports(LocalMap<String, Integer> ports) {
        this.ports = ports;
    }

    /** The ports of all verticles that {@code vertx} runs; any thread. */
    public static Ports of(Vertx vertx) {
        return new Ports(vertx.sharedData().getLocalMap("parley.ports"));
    }

    /**
     * Says that {@code name} listens at {@code port}: to be called before a verticle's start completes. Of several the
     * latest stands.
     *
     * @param name the section of the configuration that has the port, such as {@code gateway}
     */
    public void announce(String name, int port) {
        ports.put(name, port);
    }

    /** Where {@code name} listens; empty while it does not. */
    public OptionalInt find(String name) {
        Integer port = ports.get(name);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
