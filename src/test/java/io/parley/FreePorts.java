package io.parley;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ports of loopback that nobody listens at, each given out once. They are below those that the system gives to outgoing
 * connections, so that none of these takes one before the server does that it is for.
 */
public final class FreePorts {
    private static final int FIRST = 15_000;
    /** For each JVM that tests run in, by the number that Surefire gives it: they take none from each other. */
    private static final int EACH = 4_000;

    private static final int JVMS = 4;
    private static final int START = FIRST + EACH * (Integer.getInteger("test.fork", 1) % JVMS);

    private static final Set<Integer> GIVEN = new HashSet<>();
    private static final Random RANDOM = new Random();

    private FreePorts() {}

    public static synchronized int one() {
        return IntStream.generate(() -> START + RANDOM.nextInt(EACH))
                .filter(port -> !GIVEN.contains(port) && isFree(port))
                .peek(GIVEN::add)
                .findFirst()
                .orElseThrow();
    }

    /** All different. */
    public static Stream<Integer> some(int count) {
        return Stream.generate(FreePorts::one).limit(count);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
